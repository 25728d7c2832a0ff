package io.understudy.agent.attractor;

/**
 * A line or plane of attractors ({@link io.understudy.agent.dynamics.ContinuousSet}).
 *
 * @param held the symbol under which it is one
 * @param dimension 1 for a line, 2 for a plane
 * @param eigenvalue of the derivative along it, by modulus: 1 where it is exact
 * @param diameter its size, units of the spread of all states
 * @param points some of its places: hidden states of the last layer
 */
public record ContinuousAttractor(String held, int dimension, double eigenvalue, double diameter, float[][] points) {}
