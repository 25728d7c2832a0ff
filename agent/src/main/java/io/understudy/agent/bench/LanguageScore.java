package io.understudy.agent.bench;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Distribution;
import io.understudy.agent.fidelity.Ranking;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well something predicts words themselves, not what a model says of them (Eyraud & Ayache 2020, section 4).
 *
 * @param wordErrorRate share of positions, ends included, at which its first symbol is not the one that comes
 * @param logProbabilities of each word with its end, natural logarithm
 */
record LanguageScore(double wordErrorRate, double[] logProbabilities) {
    /** Of an automaton. */
    static LanguageScore of(Scorer scorer, List<int[]> words) {
        return of(
                words,
                words.parallelStream()
                        .map(word -> Arrays.stream(scorer.answer(word).rows())
                                .map(Distribution::of)
                                .toArray(double[][]::new))
                        .toList());
    }

    /** Of a network. */
    static LanguageScore ofAnswers(List<int[]> words, List<float[][]> answers) {
        return of(
                words,
                answers.stream()
                        .map(answer -> Arrays.stream(answer)
                                .map(row -> IntStream.range(0, row.length)
                                        .mapToDouble(c -> row[c])
                                        .toArray())
                                .toArray(double[][]::new))
                        .toList());
    }

    private static LanguageScore of(List<int[]> words, List<double[][]> answers) {
        double[] logs = new double[words.size()];
        long wrong = 0;
        long positions = 0;
        for (int w = 0; w < logs.length; w++) {
            int[] word = words.get(w);
            for (int t = 0; t <= word.length; t++) {
                double[] row = answers.get(w)[t];
                int comes = t < word.length ? word[t] : row.length - 1;
                logs[w] += Math.log(row[comes]);
                wrong += Ranking.first(row) == comes ? 0 : 1;
                positions++;
            }
        }
        return new LanguageScore((double) wrong / positions, logs);
    }

    /**
     * PAutomaC's perplexity 2^(−Σ p(x) log₂ q(x)) (Verwer, Eyraud & de la Higuera 2014), both distributions scaled to
     * sum to one over the words.
     *
     * @param truth the true probabilities of the words
     */
    double perplexity(double[] truth) {
        double all = Arrays.stream(truth).sum();
        double most = Arrays.stream(logProbabilities).max().orElse(0);
        double given = most
                + Math.log(Arrays.stream(logProbabilities)
                        .map(log -> Math.exp(log - most))
                        .sum());
        double crossEntropy = 0;
        for (int w = 0; w < truth.length; w++) {
            crossEntropy -= truth[w] / all * (logProbabilities[w] - given);
        }
        return Math.exp(crossEntropy);
    }
}
