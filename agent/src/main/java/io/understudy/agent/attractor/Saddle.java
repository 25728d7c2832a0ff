package io.understudy.agent.attractor;

/**
 * A fixed point that does not attract; transitions between basins lead past such points.
 *
 * @param held the symbol under which it is one
 * @param spectralRadius 1 or more
 * @param centre hidden state of the last layer
 */
public record Saddle(String held, double spectralRadius, float[] centre) {}
