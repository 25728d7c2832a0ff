package io.understudy.agent.fidelity;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;

/**
 * What model and surrogate said of one sequence, side by side. Sums are over positions: for a language model all prefixes
 * of the sequence, the empty and the whole one included; for a classifier one, the whole word.
 *
 * @param positions how many were compared
 * @param agreed at how many both put the same symbol (class) first
 * @param kl sum of KL(model ‖ surrogate), nats
 * @param ndcg sum of NDCG@5 of the surrogate's order of symbols, gains being the model's probabilities
 * @param clipped positions at which the surrogate gave something non-positive, which had to be clipped
 * @param modelLogProbability of the whole word with its end; for a classifier of the class the model chose; nats
 * @param surrogateLogProbability the same, by the surrogate's conditional probabilities
 * @param surrogateProbability the weight that the surrogate gives the word or class; where it has no series for whole
 *     words, what {@code surrogateLogProbability} says
 */
public record Comparison(
        int positions,
        int agreed,
        double kl,
        double ndcg,
        int clipped,
        double modelLogProbability,
        double surrogateLogProbability,
        double surrogateProbability) {

    /**
     * Compares one word's answers.
     *
     * @param word places in the alphabet
     * @param model the oracle's answer
     * @param scorer the surrogate's
     */
    public static Comparison of(Task task, int[] word, float[][] model, Scorer scorer) {
        Answer surrogate = scorer.answer(word);
        int agreed = 0;
        double kl = 0;
        double ndcg = 0;
        double surrogateLog = 0;
        for (int t = 0; t < model.length; t++) {
            double[] q = Distribution.of(surrogate.rows()[t]);
            agreed += Ranking.first(model[t]) == Ranking.first(q) ? 1 : 0;
            kl += divergence(model[t], q);
            ndcg += Ranking.ndcg(model[t], q);
            int taken = taken(task, word, model, t);
            surrogateLog += counts(word, model, t, taken) ? Math.log(q[taken]) : 0;
        }
        return new Comparison(
                model.length,
                agreed,
                kl,
                ndcg,
                surrogate.negative(),
                logProbability(task, word, model),
                surrogateLog,
                scorer.weight(word, Math.exp(surrogateLog)));
    }

    /** The model's own log-probability of a word with its end, or of the class it chose; nats. */
    public static double logProbability(Task task, int[] word, float[][] model) {
        double sum = 0;
        for (int t = 0; t < model.length; t++) {
            int taken = taken(task, word, model, t);
            sum += counts(word, model, t, taken) ? Math.log(model[t][taken]) : 0;
        }
        return sum;
    }

    /** The class that a classifier's answer puts first. */
    public static int chosenClass(float[][] model) {
        return Ranking.first(model[0]);
    }

    private static int taken(Task task, int[] word, float[][] model, int t) {
        return task == Task.CLASSIFIER ? Ranking.first(model[t]) : t < word.length ? word[t] : model[t].length - 1;
    }

    /** A language model without an end symbol gives the end no weight: a word's probability is then its prefix's. */
    private static boolean counts(int[] word, float[][] model, int t, int taken) {
        return t < word.length || model[t][taken] > 0;
    }

    /** Difference of the two probabilities of the word, or of the class that the model chose. */
    public double error() {
        return Math.abs(Math.exp(modelLogProbability) - surrogateProbability);
    }

    private static double divergence(float[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * Math.log(p[i] / q[i]);
            }
        }
        return Math.max(0, sum);
    }
}
