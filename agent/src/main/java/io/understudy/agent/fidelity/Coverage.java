package io.understudy.agent.fidelity;

import io.understudy.agent.automaton.Scorer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The share of positions at which a surrogate has a reason for its answer, and its agreement with the model there.
 *
 * @param coverage share of positions (sequences, for a classifier) that are covered, 0 to 1
 * @param coveredAgreement share of those at which both put the same symbol (class) first; 1 where none is covered
 */
public record Coverage(double coverage, double coveredAgreement) {
    /** How many rows of answers there are, are covered, and agree there. */
    public record Rows(long all, long covered, long agreed) {
        /** These and others. */
        public Rows and(Rows other) {
            return new Rows(all + other.all, covered + other.covered, agreed + other.agreed);
        }
    }

    /** Of so many rows. */
    public static Coverage of(Rows rows) {
        return new Coverage(
                rows.covered() / (double) Math.max(1, rows.all()),
                rows.covered() == 0 ? 1 : rows.agreed() / (double) rows.covered());
    }

    /**
     * Counts the rows of many words.
     *
     * @param answers the oracle's, in the order of the words
     * @param covered for a word, which rows of its answer are covered
     */
    public static Rows rows(
            List<int[]> words, List<float[][]> answers, Scorer scorer, Function<int[], boolean[]> covered) {
        return IntStream.range(0, words.size())
                .parallel()
                .mapToObj(w -> rows(answers.get(w), scorer.answer(words.get(w)).rows(), covered.apply(words.get(w))))
                .reduce(new Rows(0, 0, 0), Rows::and);
    }

    private static Rows rows(float[][] model, double[][] surrogate, boolean[] covered) {
        long reached = 0;
        long agreed = 0;
        for (int t = 0; t < covered.length; t++) {
            if (covered[t]) {
                reached++;
                agreed += Ranking.first(model[t]) == Ranking.first(surrogate[t]) ? 1 : 0;
            }
        }
        return new Rows(covered.length, reached, agreed);
    }
}
