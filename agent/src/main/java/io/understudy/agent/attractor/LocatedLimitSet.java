package io.understudy.agent.attractor;

import io.understudy.agent.dynamics.LimitSet;

/**
 * A place that was found.
 *
 * @param centre of what goes there, as production sees it
 */
record LocatedLimitSet(LimitSet place, float[] centre) {}
