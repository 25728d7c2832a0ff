package io.understudy.agent.fingerprint;

import io.understudy.agent.onnx.OnnxModel;
import java.util.List;

/**
 * A network compared with a fingerprint.
 *
 * @param distance of the log odds of all answers, relative; what is above the threshold is not float noise. Infinite
 *     where the two do not take the same words or answer in the same columns
 * @param threshold the fingerprint's
 * @param totalVariation mean over answers, 0 to 1; 1 where they cannot be compared
 * @param sameStates whether the hidden states are the same too: those of permuted units are not
 * @param reason why, in words
 */
public record Match(
        double distance,
        double threshold,
        double totalVariation,
        boolean sameStates,
        Equivalence verdict,
        String reason) {
    /** Where a function is no longer close: networks trained anew differ by more on words of any kind. */
    static final double CLOSE = 0.05;

    private static final double SAME_STATES = 1e-3;
    private static final int FEW_ANSWERS = 2;

    /** Whether the two take the same words and answer in the same columns. */
    public boolean comparable() {
        return !Double.isInfinite(distance);
    }

    /** Queries a network with a fingerprint's probes, if it can be queried with them. */
    public static Match of(Fingerprint known, OnnxModel model) {
        if (!known.comparable(model.task(), model.alphabet().symbols(), model.columns())) {
            return new Match(
                    Double.POSITIVE_INFINITY,
                    known.threshold(),
                    1,
                    false,
                    Equivalence.DIFFERENT,
                    "it takes other symbols, or answers in other columns");
        }
        Fingerprinter.Answered answered = Fingerprinter.answered(model, known.probes());
        double distance = AnswerDistance.distance(known.answers(), answered.answers());
        double variation = AnswerDistance.totalVariation(known.answers(), answered.answers());
        boolean noise = distance <= known.threshold();
        boolean sameFile = known.sha256().equals(model.sha256());
        Equivalence verdict = noise
                ? sameFile ? Equivalence.IDENTICAL : Equivalence.EQUIVALENT
                : variation <= CLOSE ? Equivalence.VARIANT : Equivalence.DIFFERENT;
        return new Match(
                distance,
                known.threshold(),
                variation,
                verdict == Equivalence.IDENTICAL || sameStates(known.states(), answered.states()),
                verdict,
                reason(known, verdict, sameFile, variation));
    }

    private static String reason(Fingerprint known, Equivalence verdict, boolean sameFile, double variation) {
        if (verdict == Equivalence.IDENTICAL) {
            return "the same file";
        }
        if (verdict == Equivalence.EQUIVALENT) {
            long distinct = AnswerDistance.distinct(known.answers());
            String all = "no difference above float noise in any of %d probes (%d symbols)"
                    .formatted(known.probes().size(), known.steps());
            return distinct <= FEW_ANSWERS
                    ? all
                            + "; the network gives no more than %d distinct answers to them, so it may differ elsewhere"
                                    .formatted(distinct)
                    : all;
        }
        return "%sanswers to %d probes (%d symbols) differ by %.2g in total variation"
                .formatted(
                        sameFile ? "the same file, but model.json has it read otherwise: " : "",
                        known.probes().size(),
                        known.steps(),
                        variation);
    }

    private static boolean sameStates(List<float[]> known, List<float[]> now) {
        if (known == null || now == null) {
            return false;
        }
        double difference = 0;
        double size = 0;
        for (int i = 0; i < known.size(); i++) {
            float[] a = known.get(i);
            float[] b = now.get(i);
            if (a.length != b.length) {
                return false;
            }
            for (int u = 0; u < a.length; u++) {
                difference += (a[u] - b[u]) * (a[u] - b[u]);
                size += a[u] * a[u];
            }
        }
        return Math.sqrt(difference) <= SAME_STATES * Math.sqrt(size);
    }
}
