package io.understudy.agent.fidelity;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;
import io.understudy.agent.word.SortedWords;
import java.util.List;

/**
 * The answers of model and surrogate to one sequence, compared. Sums are over positions: for a language model all
 * prefixes of the sequence, the empty and the whole one included; for a classifier one, the whole word.
 *
 * @param agreed at how many positions both put the same symbol (class) first
 * @param decisions at each position, whether the surrogate's first is as good as the model's own, up to a tolerance
 * @param variations at each position, the total variation distance of the two distributions, 0 to 1
 * @param regret sum of what the model's own first is more probable than the surrogate's, by the model
 * @param kl sum of KL(model ‖ surrogate), nats
 * @param ndcg sum of NDCG@5 of the surrogate's order of symbols, gains being the model's probabilities
 * @param clipped positions at which the surrogate gave something non-positive, which had to be clipped
 * @param modelLogProbability of the whole word with its end; for a classifier of the class the model chose; nats
 * @param surrogateLogProbability the same, by the surrogate's conditional probabilities
 * @param surrogateProbability the weight that the surrogate gives the word or class; where it has no series for whole
 *     words, or was compared in a {@link BatchComparison}, what {@code surrogateLogProbability} says
 */
public record Comparison(
        int agreed,
        boolean[] decisions,
        float[] variations,
        double regret,
        double kl,
        double ndcg,
        int clipped,
        double modelLogProbability,
        double surrogateLogProbability,
        double surrogateProbability) {

    /** The tolerance of decisions where nobody chose one: 5 % of the first symbol's probability. */
    public static final double TOLERANCE = 0.05;

    /** As below, with the usual tolerance. */
    public static Comparison of(Task task, int[] word, float[][] model, Scorer scorer) {
        return of(task, word, model, scorer, TOLERANCE);
    }

    /**
     * Compares one word's answers.
     *
     * @param word places in the alphabet
     * @param model the oracle's answer
     * @param scorer the surrogate's
     * @param tolerance τ, 0 to 1: the surrogate's first counts as the model's decision if the model gives it at least
     *     (1 − τ) of the probability of its own first
     */
    public static Comparison of(Task task, int[] word, float[][] model, Scorer scorer, double tolerance) {
        Comparison positions = new BatchComparison(
                        task, SortedWords.of(List.of(word)), List.<float[][]>of(model), tolerance)
                .with(scorer)
                .get(0);
        return positions.withProbability(scorer.weight(word, positions.surrogateProbability));
    }

    private Comparison withProbability(double probability) {
        return new Comparison(
                agreed,
                decisions,
                variations,
                regret,
                kl,
                ndcg,
                clipped,
                modelLogProbability,
                surrogateLogProbability,
                probability);
    }

    /** The model's own log-probability of a word with its end, or of the class it chose; nats. */
    public static double logProbability(Task task, int[] word, float[][] model) {
        double sum = 0;
        for (int t = 0; t < model.length; t++) {
            int first = task == Task.CLASSIFIER ? Ranking.first(model[t]) : 0;
            int taken = taken(task, word, first, model[t].length, t);
            sum += counts(word, model[t], t, taken) ? Math.log(model[t][taken]) : 0;
        }
        return sum;
    }

    /** The class that a classifier's answer puts first. */
    public static int chosenClass(float[][] model) {
        return Ranking.first(model[0]);
    }

    /** The column that a word takes at a position: the class that the model puts first, or the next symbol. */
    static int taken(Task task, int[] word, int first, int columns, int t) {
        return task == Task.CLASSIFIER ? first : t < word.length ? word[t] : columns - 1;
    }

    /** A language model without an end symbol gives the end no weight: a word's probability is then its prefix's. */
    static boolean counts(int[] word, float[] model, int t, int taken) {
        return t < word.length || model[taken] > 0;
    }

    /** How many positions were compared. */
    public int positions() {
        return decisions.length;
    }

    /** At how many positions the surrogate's decision is as good as the model's. */
    public int decided() {
        int sum = 0;
        for (boolean same : decisions) {
            sum += same ? 1 : 0;
        }
        return sum;
    }

    /** Sum over positions of the total variation distance. */
    public double variation() {
        double sum = 0;
        for (float distance : variations) {
            sum += distance;
        }
        return sum;
    }

    /** Difference of the two probabilities of the word, or of the class that the model chose. */
    public double error() {
        return Math.abs(Math.exp(modelLogProbability) - surrogateProbability);
    }
}
