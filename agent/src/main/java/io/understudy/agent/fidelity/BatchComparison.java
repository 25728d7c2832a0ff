package io.understudy.agent.fidelity;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;
import io.understudy.agent.word.SortedWords;
import java.util.Arrays;
import java.util.List;

/**
 * Compares surrogates with the model on the words of a batch. What is said after a beginning that words have in common
 * is compared once, and what depends on the model alone is computed once for all surrogates; the results are those of
 * {@link Comparison#of}, the probability of whole words apart, which is the product of the conditional ones.
 */
public final class BatchComparison {
    private final Task task;
    private final SortedWords words;
    private final double tolerance;
    private final ModelRow[][] model;
    private final double[] logProbabilities;

    /**
     * Prepares the model's side.
     *
     * @param answers the model's, in the order of the words as they came
     * @param tolerance of decisions, as in {@link Comparison#of}
     */
    public BatchComparison(Task task, SortedWords words, List<float[][]> answers, double tolerance) {
        this.task = task;
        this.words = words;
        this.tolerance = tolerance;
        this.model = new ModelRow[words.size()][];
        this.logProbabilities = new double[words.size()];
        for (int i = 0; i < model.length; i++) {
            float[][] rows = answers.get(words.order()[i]);
            int shared = shared(i);
            model[i] = new ModelRow[rows.length];
            for (int t = 0; t < rows.length; t++) {
                model[i][t] = t < shared ? model[i - 1][t] : ModelRow.of(rows[t]);
            }
            logProbabilities[i] = Comparison.logProbability(task, words.words().get(i), rows);
        }
    }

    /** How many rows of an answer a word, as sorted, shares with its predecessor. */
    private int shared(int place) {
        if (task == Task.CLASSIFIER) {
            return words.repeats(place) ? 1 : 0;
        }
        return place == 0 ? 0 : words.common()[place] + 1;
    }

    /** Compares one surrogate; in the order of the words as they came. */
    public List<Comparison> with(Scorer scorer) {
        List<Answer> answers = scorer.answers(words);
        Comparison[] comparisons = new Comparison[words.size()];
        Rows before = null;
        for (int i = 0; i < comparisons.length; i++) {
            Rows rows = new Rows(model[i].length);
            int shared = before == null ? 0 : shared(i);
            rows.copy(before, shared);
            int[] word = words.words().get(i);
            double[][] said = answers.get(i).rows();
            for (int t = shared; t < model[i].length; t++) {
                rows.compare(t, model[i][t], said[t], tolerance);
            }
            comparisons[words.order()[i]] =
                    rows.sum(task, word, model[i], answers.get(i).negative(), logProbabilities[i]);
            before = rows;
        }
        return Arrays.asList(comparisons);
    }

    /** The measures at each position of one word. */
    private static final class Rows {
        private final double[][] distributions;
        private final boolean[] agreed;
        private final boolean[] decisions;
        private final float[] variations;
        private final double[] regrets;
        private final double[] divergences;
        private final double[] gains;

        Rows(int positions) {
            distributions = new double[positions][];
            agreed = new boolean[positions];
            decisions = new boolean[positions];
            variations = new float[positions];
            regrets = new double[positions];
            divergences = new double[positions];
            gains = new double[positions];
        }

        void copy(Rows from, int positions) {
            if (positions > 0) {
                System.arraycopy(from.distributions, 0, distributions, 0, positions);
                System.arraycopy(from.agreed, 0, agreed, 0, positions);
                System.arraycopy(from.decisions, 0, decisions, 0, positions);
                System.arraycopy(from.variations, 0, variations, 0, positions);
                System.arraycopy(from.regrets, 0, regrets, 0, positions);
                System.arraycopy(from.divergences, 0, divergences, 0, positions);
                System.arraycopy(from.gains, 0, gains, 0, positions);
            }
        }

        void compare(int t, ModelRow model, double[] raw, double tolerance) {
            double[] q = Distribution.of(raw);
            distributions[t] = q;
            Measures.Decision decision = model.decision(q);
            agreed[t] = decision.model() == decision.surrogate();
            decisions[t] = decision.isSame(tolerance);
            variations[t] = (float) Measures.variation(model.probabilities(), q);
            regrets[t] = decision.regret();
            divergences[t] = model.divergence(q);
            gains[t] = model.ndcg(q);
        }

        Comparison sum(Task task, int[] word, ModelRow[] model, int negative, double logProbability) {
            int agreements = 0;
            double regret = 0;
            double divergence = 0;
            double gain = 0;
            double surrogateLog = 0;
            for (int t = 0; t < model.length; t++) {
                agreements += agreed[t] ? 1 : 0;
                regret += regrets[t];
                divergence += divergences[t];
                gain += gains[t];
                float[] row = model[t].probabilities();
                int taken = Comparison.taken(task, word, model[t].first(), row.length, t);
                surrogateLog += Comparison.counts(word, row, t, taken) ? Math.log(distributions[t][taken]) : 0;
            }
            return new Comparison(
                    agreements,
                    decisions,
                    variations,
                    regret,
                    divergence,
                    gain,
                    negative,
                    logProbability,
                    surrogateLog,
                    Math.exp(surrogateLog));
        }
    }
}
