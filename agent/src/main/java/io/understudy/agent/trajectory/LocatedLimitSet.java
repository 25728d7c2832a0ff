package io.understudy.agent.trajectory;

import io.understudy.agent.dynamics.LimitSet;

/**
 * A limit set and its centre among the hidden states.
 *
 * @param centre of what goes there, as production sees it
 */
record LocatedLimitSet(LimitSet place, float[] centre) {}
