package io.understudy.agent.inspect;

import io.understudy.agent.inspect.TrialSession.Output;
import io.understudy.agent.model.InvalidInputException;
import java.util.Arrays;
import java.util.Random;

/**
 * What a graph does, found by running it: names and declared shapes of exported graphs cannot be relied upon.
 *
 * @param eachPosition whether it answers after every symbol
 * @param timeFirst whether its first dimension is time
 * @param columns of an answer
 * @param probabilities whether answers are distributions already
 */
record Behaviour(boolean eachPosition, boolean timeFirst, int columns, boolean probabilities) {
    private static final float SAME = 1e-4f;
    private static final float SUM = 1e-3f;
    private static final int ROWS = 2;
    private static final int LENGTH = 3;
    private static final int TRIALS = 5;

    /**
     * Runs a graph on a few small batches.
     *
     * @param symbols tokens are below this
     * @throws InvalidInputException if it does what no recurrent model does
     */
    static Behaviour of(TrialSession session, int symbols) {
        Random random = new Random(1);
        Behaviour seen = null;
        for (int trial = 0; trial < TRIALS; trial++) {
            Behaviour now = once(session, symbols, random);
            seen = seen == null ? now : seen.and(now);
        }
        return seen;
    }

    private Behaviour and(Behaviour other) {
        return new Behaviour(eachPosition, timeFirst || other.timeFirst, columns, probabilities && other.probabilities);
    }

    private static Behaviour once(TrialSession session, int symbols, Random random) {
        long[][] tokens = new long[ROWS][LENGTH];
        for (long[] row : tokens) {
            Arrays.setAll(row, t -> random.nextInt(symbols));
        }
        Output out = session.run(tokens);
        long[] shape = out.shape();
        boolean eachPosition = shape.length == 3 && shape[0] == ROWS && shape[1] == LENGTH;
        boolean whole = shape.length == 2 && (shape[0] == ROWS || shape[0] == LENGTH);
        if (!eachPosition && !whole) {
            throw new InvalidInputException(
                    "for %d sequences of %d symbols the output has the shape %s, not [%d, %d, symbols] or [%d, classes]"
                            .formatted(ROWS, LENGTH, out.shapeText(), ROWS, LENGTH, ROWS));
        }
        requireNumbers(out);
        requireSame(
                out,
                session.run(tokens),
                "the graph answers the same sequences differently each time: export it in "
                        + "evaluation mode, without dropout");
        boolean timeFirst = whole ? shape[0] == LENGTH : leaksToTheOtherRow(session, tokens, out, symbols);
        if (!timeFirst) {
            Output alone = session.run(tokens[0]);
            requireSame(
                    new Output(alone.shape(), out.at(0)),
                    alone,
                    "a sequence is answered differently alone and beside another one: sequences of a batch must not "
                            + "influence each other");
        }
        if (eachPosition && !timeFirst) {
            requireCausal(session, tokens, out, symbols);
        }
        return new Behaviour(eachPosition, timeFirst, out.columns(), areDistributions(out));
    }

    private static void requireNumbers(Output out) {
        for (float value : out.values()) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException("the graph answers " + value + " where a number should be");
            }
        }
    }

    private static void requireSame(Output one, Output other, String otherwise) {
        if (!same(one.values(), other.values())) {
            throw new InvalidInputException(otherwise);
        }
    }

    /** Where the first dimension is time, the first symbol of the first row is that of the second, too. */
    private static boolean leaksToTheOtherRow(TrialSession session, long[][] tokens, Output out, int symbols) {
        long[][] changed = {tokens[0].clone(), tokens[1].clone()};
        changed[0][0] = (changed[0][0] + 1) % symbols;
        return !same(out.at(1), session.run(changed).at(1));
    }

    private static void requireCausal(TrialSession session, long[][] tokens, Output out, int symbols) {
        long[][] changed = {tokens[0].clone(), tokens[1].clone()};
        changed[0][LENGTH - 1] = (changed[0][LENGTH - 1] + 1) % symbols;
        if (!same(out.at(0, 0), session.run(changed).at(0, 0))) {
            throw new InvalidInputException(
                    "the answer after a symbol depends on later ones: a language model that sees the future has to give "
                            + "[batch, symbols] for the prefix that it is fed");
        }
    }

    private static boolean areDistributions(Output out) {
        for (int from = 0; from < out.values().length; from += out.columns()) {
            double sum = 0;
            for (int c = 0; c < out.columns(); c++) {
                float value = out.values()[from + c];
                if (value < 0 || value > 1 + SUM) {
                    return false;
                }
                sum += value;
            }
            if (out.columns() > 1 && Math.abs(sum - 1) > SUM) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(float[] one, float[] other) {
        for (int i = 0; i < one.length; i++) {
            if (!(Math.abs(one[i] - other[i]) <= SAME)) {
                return false;
            }
        }
        return one.length == other.length;
    }
}
