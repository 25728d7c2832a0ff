package io.understudy.agent.attractor;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * How far the visits of some sequences are from a reference. With heavy traffic every difference is significant, so a shift
 * is one that is both significant and large.
 *
 * @param distance Jensen–Shannon distance, 0 to 1
 * @param pValue of the G-test, with the steps counted for as many as they are worth
 * @param shifted whether it is a shift
 */
public record OccupancyShift(double distance, double pValue, boolean shifted) {
    private static final double SIGNIFICANT = 1e-6;
    /** Times what samples of the reference's own sequences differ from it by. */
    private static final double LARGE = 2;

    /**
     * @param visits steps at each attractor, and at none
     */
    public static OccupancyShift of(ReferenceOccupancy reference, long[] visits) {
        double distance = distance(reference.visits(), visits);
        double p = pValue(reference.visits(), visits, reference.designEffect());
        return new OccupancyShift(distance, p, p < SIGNIFICANT && distance > LARGE * reference.usualDistance());
    }

    /** The Jensen–Shannon distance: the root of the divergence, in bits. */
    static double distance(long[] a, long[] b) {
        double sumA = ReferenceOccupancy.sum(a);
        double sumB = ReferenceOccupancy.sum(b);
        if (sumA == 0 || sumB == 0) {
            return 0;
        }
        double divergence = 0;
        for (int i = 0; i < a.length; i++) {
            double p = a[i] / sumA;
            double q = b[i] / sumB;
            double mean = (p + q) / 2;
            divergence += (p > 0 ? p * Math.log(p / mean) : 0) / 2 + (q > 0 ? q * Math.log(q / mean) : 0) / 2;
        }
        return Math.sqrt(Math.max(0, divergence) / Math.log(2));
    }

    private static double pValue(long[] a, long[] b, double designEffect) {
        double sumA = ReferenceOccupancy.sum(a);
        double sumB = ReferenceOccupancy.sum(b);
        double g = 0;
        int seen = 0;
        for (int i = 0; i < a.length; i++) {
            double both = a[i] + b[i];
            if (both > 0) {
                seen++;
                g += term(a[i], both * sumA / (sumA + sumB)) + term(b[i], both * sumB / (sumA + sumB));
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
