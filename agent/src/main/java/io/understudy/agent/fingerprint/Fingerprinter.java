package io.understudy.agent.fingerprint;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Takes fingerprints and calibrates their threshold on the network itself. How large float noise can be is found on
 * the network itself: its weights are changed by about their last bit, which is what another order of additions (a re-
 * export, other threads, permuted hidden units) amounts to, and by a ten-thousandth, which is to be noticed; the
 * threshold is above the first and below the second. A network whose probes would not notice the second is queried
 * with many more words, of which those are kept on which it does.
 */
public final class Fingerprinter {
    private static final double LAST_BIT = 0x1p-24;
    private static final double NOTICED = 1e-4;
    /** Log odds of a network in single precision are no more exact than this. */
    private static final double LEAST_THRESHOLD = 5e-7;

    private static final double ABOVE_NOISE = 8;
    private static final double BELOW_NOTICED = 1.0 / 32;
    private static final int SENSITIVE_WORDS = 12;
    private static final int WIDEST_STATE = 4_096;

    private final int words;

    private Fingerprinter(int words) {
        this.words = words;
    }

    /** With few probes: at most some two hundred symbols, if they are enough. */
    public static Fingerprinter brief() {
        return new Fingerprinter(Probes.FEW);
    }

    /**
     * With so many fixed probes, so that networks can be distinguished among many.
     *
     * @param words at least 1
     */
    public static Fingerprinter with(int words) {
        return new Fingerprinter(words);
    }

    /**
     * A fingerprint and what it cost.
     *
     * @param queries words that networks were queried with, those that set the threshold included
     * @param steps symbols they were fed
     */
    public record Taken(Fingerprint fingerprint, long queries, long steps) {}

    /**
     * Takes one.
     *
     * @param traffic that the network sees; may be empty
     * @param automaton distilled from it; empty if there is none
     */
    public Taken take(OnnxModel model, List<int[]> traffic, Optional<FiniteAutomaton> automaton) {
        long before = model.symbolsQueried();
        List<int[]> fixed = Probes.fixed(model.alphabet().size(), words);
        List<int[]> probes = new ArrayList<>(fixed);
        probes.addAll(Probes.ofTraffic(traffic));
        automaton.map(Probes::atBoundaries).ifPresent(probes::addAll);
        Optional<InteractiveProbes.Asked> asked =
                InteractiveProbes.fit(model) ? Optional.of(InteractiveProbes.ask(model)) : Optional.empty();
        asked.ifPresent(found -> probes.addAll(found.words()));
        try (OnnxModel rounded = noisy(model, LAST_BIT);
                OnnxModel disturbed = noisy(model, NOTICED)) {
            List<int[]> all = Probes.distinct(probes);
            long queries = asked.map(InteractiveProbes.Asked::queries).orElse(0);
            Answered answered = answered(model, all);
            double sensitivity = AnswerDistance.distance(answered.answers, disturbed.query(all));
            if (sensitivity * BELOW_NOTICED < LEAST_THRESHOLD) {
                List<int[]> pool = Probes.pool(model.alphabet().size(), traffic);
                queries += 2L * (all.size() + pool.size());
                probes.addAll(sensitive(model, disturbed, pool));
                all = Probes.distinct(probes);
                answered = answered(model, all);
                sensitivity = AnswerDistance.distance(answered.answers, disturbed.query(all));
            }
            double noise = AnswerDistance.distance(answered.answers, rounded.query(all));
            Fingerprint fingerprint = new Fingerprint(
                    model.manifest().id(),
                    model.sha256(),
                    model.task(),
                    model.alphabet().symbols(),
                    model.columns(),
                    all,
                    fixed.size(),
                    answered.answers,
                    answered.states,
                    Math.max(LEAST_THRESHOLD, Math.max(noise * ABOVE_NOISE, sensitivity * BELOW_NOTICED)),
                    sensitivity,
                    asked.map(InteractiveProbes.Asked::representation).orElse(null));
            long steps = model.symbolsQueried() - before + disturbed.symbolsQueried() + rounded.symbolsQueried();
            return new Taken(fingerprint, queries + 3L * all.size(), steps);
        }
    }

    private static OnnxModel noisy(OnnxModel model, double relative) {
        ModelFile changed = model.file().withWeightNoise(relative, 1);
        return OnnxModel.forWords(changed, 1);
    }

    /** Words of the pool on which weight noise shows most. */
    private static List<int[]> sensitive(OnnxModel model, OnnxModel disturbed, List<int[]> pool) {
        List<float[][]> said = model.query(pool);
        List<float[][]> changed = disturbed.query(pool);
        return IntStream.range(0, pool.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> -AnswerDistance.distance(said.subList(i, i + 1), changed.subList(i, i + 1))))
                .limit(SENSITIVE_WORDS)
                .map(pool::get)
                .toList();
    }

    /** Answers, and hidden states where they can be read; else null. */
    record Answered(List<float[][]> answers, List<float[]> states) {}

    static Answered answered(OnnxModel model, List<int[]> words) {
        Optional<HiddenStateAccess> hiddenStateAccess = model.hiddenStateAccess();
        if (hiddenStateAccess.isEmpty()) {
            return new Answered(model.query(words), null);
        }
        HiddenStateAccess.StatesAndAnswers seen = hiddenStateAccess.get().queryWithStates(words);
        List<float[]> states = seen.hidden().stream()
                .map(path -> path.length == 0 ? new float[0] : path[path.length - 1])
                .toList();
        boolean wide = states.stream().anyMatch(state -> state.length > WIDEST_STATE);
        return new Answered(seen.answers(), wide ? null : states);
    }
}
