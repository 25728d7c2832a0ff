package io.understudy.agent.attractor;

/**
 * How many fixed points a network has under a symbol, and whether some are missing
 * ({@link io.understudy.agent.dynamics.FixedPointCensus}).
 *
 * @param held the symbol
 * @param fixedPoints that were found, those that attract and those that do not
 * @param index sum of the signs of det(I − J) over them: 1 if none is missing
 */
public record FixedPointCount(String held, int fixedPoints, int index) {
    /** What the index of all together is. */
    public static final int WHOLE = 1;
}
