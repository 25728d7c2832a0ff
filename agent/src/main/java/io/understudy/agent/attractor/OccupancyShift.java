package io.understudy.agent.attractor;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How far the occupancy of some sequences is from a reference. With heavy traffic every difference is significant, so
 * a shift is one that is both significant and large.
 *
 * @param distance Jensen–Shannon distance, 0 to 1
 * @param pValue of the G-test, with the steps counted for as many as they are worth
 * @param shifted whether it is a shift
 */
public record OccupancyShift(double distance, double pValue, boolean shifted) {
    private static final double SIGNIFICANT = 1e-6;
    /** Times what samples of the reference's own sequences differ from it by. */
    private static final double LARGE = 2;

    /** Compares the visits of some sequences with a reference of the same map. */
    public static OccupancyShift of(ReferenceOccupancy reference, Occupancy visits) {
        double distance = distance(reference.visits(), visits);
        double p = pValue(reference.visits(), visits, reference.designEffect());
        return new OccupancyShift(distance, p, p < SIGNIFICANT && distance > LARGE * reference.usualDistance());
    }

    /** The Jensen–Shannon distance: the root of the divergence, in bits. */
    static double distance(Occupancy a, Occupancy b) {
        if (a.total() == 0 || b.total() == 0) {
            return 0;
        }
        double[] before = a.shares();
        double[] after = b.shares();
        double divergence = 0;
        for (int i = 0; i < before.length; i++) {
            double p = before[i];
            double q = after[i];
            double mean = (p + q) / 2;
            divergence += (p > 0 ? p * Math.log(p / mean) : 0) / 2 + (q > 0 ? q * Math.log(q / mean) : 0) / 2;
        }
        return Math.sqrt(Math.max(0, divergence) / Math.log(2));
    }

    private static double pValue(Occupancy a, Occupancy b, double designEffect) {
        double sumA = a.total();
        double sumB = b.total();
        double g = 0;
        int seen = 0;
        for (int i = 0; i < a.steps().length; i++) {
            double before = a.steps()[i];
            double after = b.steps()[i];
            double both = before + after;
            if (both > 0) {
                seen++;
                g += term(before, both * sumA / (sumA + sumB)) + term(after, both * sumB / (sumA + sumB));
            }
        }
        if (seen < 2 || sumA == 0 || sumB == 0) {
            return 1;
        }
        return ChiSquaredDistribution.of(seen - 1).survivalProbability(Math.max(0, g / designEffect));
    }

    private static double term(double observed, double expected) {
        return observed > 0 ? 2 * observed * Math.log(observed / expected) : 0;
    }
}
