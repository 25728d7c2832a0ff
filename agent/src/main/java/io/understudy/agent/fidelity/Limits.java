package io.understudy.agent.fidelity;

import java.util.OptionalDouble;

/**
 * Limits beyond which a measure counts as drift.
 *
 * @param floor of decision agreement, whatever a surrogate showed; empty to have it follow from that
 * @param margin how much worse a measure may be than what the surrogate showed on held-out traffic
 */
public record Limits(OptionalDouble floor, double margin) {
    /**
     * The limit of a measure. The floor holds for a surrogate that was above it on held-out traffic; else what it
     * showed there, and the margin.
     *
     * @param shown what the surrogate showed on held-out traffic; NaN where that is not known
     * @return empty if there is nothing to go by
     */
    public OptionalDouble of(Measure measure, double shown) {
        boolean known = !Double.isNaN(shown);
        boolean fixed =
                measure == Measure.DECISION_AGREEMENT && floor.isPresent() && (!known || shown >= floor.getAsDouble());
        if (fixed) {
            return floor;
        }
        return known
                ? OptionalDouble.of(measure.loss(Math.min(1, measure.loss(shown) + margin)))
                : OptionalDouble.empty();
    }
}
