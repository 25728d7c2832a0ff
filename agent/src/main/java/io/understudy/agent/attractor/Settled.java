package io.understudy.agent.attractor;

/**
 * A place that was found.
 *
 * @param centre of what goes there, as production sees it
 */
record Settled(Place place, float[] centre) {}
