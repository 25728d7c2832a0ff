package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far a surrogate says what the model says, over many sequences. A language model has the first group of measures, a
 * classifier the second; the others are null and stay out of JSON.
 *
 * @param sequences how many were compared
 * @param positions how many positions were compared
 * @param top1Agreement share of positions with the same first symbol
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
        double agreement = comparisons.stream().mapToLong(Comparison::agreed).sum() / all;
        if (task == Task.CLASSIFIER) {
            double error = comparisons.stream().mapToDouble(Comparison::error).sum() / each;
            return new Fidelity(sequences, positions, null, null, null, null, null, agreement, error);
        }
        return new Fidelity(
                sequences,
                positions,
                agreement,
                comparisons.stream().mapToDouble(Comparison::kl).sum() / all,
                comparisons.stream().mapToDouble(Comparison::ndcg).sum() / all,
                comparisons.stream().mapToLong(Comparison::clipped).sum() / all,
                comparisons.stream().mapToDouble(c -> c.error() * c.error()).sum() / each,
                null,
                null);
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
        return IntStream.range(0, words.size())
                .parallel()
                .mapToObj(i -> Comparison.of(task, words.get(i), answers.get(i), scorer))
                .toList();
    }

    /** Share of positions (sequences, for a classifier) at which both say the same. */
    @JsonIgnore
    public double agreement() {
        return classAgreement != null ? classAgreement : top1Agreement;
    }

    /** Whether this surrogate is to be preferred: the smaller divergence; for a classifier the higher agreement. */
    public boolean isBetterThan(Fidelity other) {
        if (klNats != null) {
            return klNats < other.klNats;
        }
        int byClass = Double.compare(classAgreement, other.classAgreement);
        return byClass != 0 ? byClass > 0 : meanAbsoluteError < other.meanAbsoluteError;
    }
}
