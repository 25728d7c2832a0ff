package io.understudy.agent.extract;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Task;

/**
 * What a distillation would need, computed before any query. A weighted automaton has a rank × rank matrix for each
 * symbol: the alphabet is what makes it impossible.
 *
 * @param bytes of memory, about
 * @param rank that this was reckoned for
 */
record Feasibility(long bytes, int rank) {
    /** The parameters, their gradient in parts, the optimiser's two moments, and the best seen so far. */
    private static final int COPIES_IN_REFINEMENT = 10;
    /** A language model goes on with few symbols from any one prefix; the others' rows are not kept. */
    private static final int LIKELY_SYMBOLS = 40;

    private static final double USABLE_SHARE = 0.7;
    private static final double MEBIBYTE = 1 << 20;

    static Feasibility of(Task task, int symbols, int columns, int rank, int prefixes, int suffixes) {
        boolean language = task == Task.LANGUAGE_MODEL;
        long rowBytes = (long) Double.BYTES * suffixes * (language ? 2 : columns);
        long rows = (long) prefixes * (1 + (language ? Math.min(symbols, LIKELY_SYMBOLS) : symbols));
        long matrices = (long) Double.BYTES * symbols * rank * rank * (language ? COPIES_IN_REFINEMENT : 3);
        return new Feasibility(rows * rowBytes + matrices, rank);
    }

    /**
     * @param available bytes that this process may use
     * @throws InvalidInputException saying what is needed, what there is, and what would do
     */
    void require(int symbols, long available) {
        if (bytes > USABLE_SHARE * available) {
            throw new InvalidInputException(
                    ("a weighted automaton of rank %d over %,d symbols needs about %,.0f MiB to distil, and this process may "
                                    + "use %,.0f MiB: give a smaller --rank (and --prefixes, --suffixes), more memory "
                                    + "(UNDERSTUDY_JAVA_OPTIONS=-Xmx…), or a model with an alphabet of some hundreds")
                            .formatted(rank, symbols, bytes / MEBIBYTE, available * USABLE_SHARE / MEBIBYTE));
        }
    }
}
