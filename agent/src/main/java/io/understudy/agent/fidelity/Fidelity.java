package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Fidelity of a surrogate over many sequences. A position is a prefix of a language model's sequence, or a
 * classifier's whole sequence. What only the other task has is null and stays out of JSON.
 *
 * @param sequences how many were compared
 * @param positions how many positions were compared
 * @param top1Agreement share of positions with the same first symbol (class)
 * @param decisionAgreement share of positions at which the surrogate's first symbol (class) has, by the model, about
 *     the probability of the model's own first (see {@link Comparison#TOLERANCE}); null in what an older release wrote
 * @param regret mean over positions of p_model(its first) − p_model(the surrogate's first), 0 to 1; null as above
 * @param totalVariation mean over positions of ½ Σ |p_model − p_surrogate|, 0 to 1; null as above
 * @param klNats mean over positions of KL(model ‖ surrogate)
 * @param ndcg5 mean over positions of NDCG@5
 * @param negativeRate share of positions where a weight had to be clipped
 * @param squaredErrorOfProbability mean over sequences of (p_model − p_surrogate)², unscaled
 * @param classAgreement share of sequences with the same class
 * @param meanAbsoluteError mean over sequences of |p_model − p_surrogate| for the class that the model chose
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fidelity(
        long sequences,
        long positions,
        Double top1Agreement,
        Double decisionAgreement,
        Double regret,
        Double totalVariation,
        Double klNats,
        Double ndcg5,
        Double negativeRate,
        Double squaredErrorOfProbability,
        Double classAgreement,
        Double meanAbsoluteError) {

    /** Sums up comparisons. */
    public static Fidelity of(Task task, List<Comparison> comparisons) {
        long sequences = comparisons.size();
        long positions = comparisons.stream().mapToLong(Comparison::positions).sum();
        double all = Math.max(1, positions);
        double each = Math.max(1, sequences);
        boolean classifier = task == Task.CLASSIFIER;
        double agreement = comparisons.stream().mapToLong(Comparison::agreed).sum() / all;
        return new Fidelity(
                sequences,
                positions,
                agreement,
                comparisons.stream().mapToLong(Comparison::decided).sum() / all,
                mean(comparisons, Comparison::regret, all),
                mean(comparisons, Comparison::variation, all),
                mean(comparisons, Comparison::kl, all),
                classifier ? null : mean(comparisons, Comparison::ndcg, all),
                classifier
                        ? null
                        : comparisons.stream().mapToLong(Comparison::clipped).sum() / all,
                classifier ? null : mean(comparisons, c -> c.error() * c.error(), each),
                classifier ? agreement : null,
                classifier ? mean(comparisons, Comparison::error, each) : null);
    }

    private static double mean(List<Comparison> comparisons, ToDoubleFunction<Comparison> measure, double of) {
        return comparisons.stream().mapToDouble(measure).sum() / of;
    }

    /**
     * Scores words and compares them with the model's answers.
     *
     * @param answers the oracle's, in the order of the words
     */
    public static Fidelity of(Task task, List<int[]> words, List<float[][]> answers, Scorer scorer) {
        return of(task, comparisons(task, words, answers, scorer));
    }

    /** Scores words and compares each with the model's answer; in the order of the words. */
    public static List<Comparison> comparisons(Task task, List<int[]> words, List<float[][]> answers, Scorer scorer) {
        return comparisons(task, words, answers, scorer, Comparison.TOLERANCE);
    }

    /** The same with another tolerance of decisions, as {@link Comparison#of} has it. */
    public static List<Comparison> comparisons(
            Task task, List<int[]> words, List<float[][]> answers, Scorer scorer, double tolerance) {
        return IntStream.range(0, words.size())
                .parallel()
                .mapToObj(i -> Comparison.of(task, words.get(i), answers.get(i), scorer, tolerance))
                .toList();
    }

    /** Share of positions (sequences, for a classifier) at which both put the same first. */
    @JsonIgnore
    public double agreement() {
        return classAgreement != null ? classAgreement : top1Agreement;
    }

    /** Whether this surrogate is to be preferred: the smaller divergence; for a classifier the higher agreement. */
    public boolean isBetterThan(Fidelity other) {
        if (classAgreement == null) {
            return klNats < other.klNats;
        }
        int byClass = Double.compare(classAgreement, other.classAgreement);
        return byClass != 0 ? byClass > 0 : meanAbsoluteError < other.meanAbsoluteError;
    }
}
