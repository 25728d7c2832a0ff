package io.understudy.agent.dynamics;

import java.util.List;

/**
 * States at which the network all but rests, side by side: a line or a plane of attractors, as networks have that count
 * or add up evidence (Maheswaranathan et al. 2019).
 *
 * @param symbol that is held
 * @param dimension how many eigenvalues of the derivative are near 1 there: 1 for a line, 2 for a plane
 * @param eigenvalue the modulus that is nearest to 1, the median of some of its points
 * @param diameter the largest distance of two of its points, units of spread
 * @param points where runs have come to
 */
public record ContinuousSet(int symbol, int dimension, double eigenvalue, double diameter, List<double[]> points) {
    /**
     * Whether a state is beside a point of one of some sets.
     *
     * @param spread root mean square distance of states from their mean
     */
    public static boolean anyHolds(List<ContinuousSet> sets, double[] state, double spread) {
        return sets.stream()
                .flatMap(set -> set.points.stream())
                .anyMatch(point -> States.distance(point, state) < ContinuousSetSearch.BESIDE * spread);
    }
}
