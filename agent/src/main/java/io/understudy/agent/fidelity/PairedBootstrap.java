package io.understudy.agent.fidelity;

import java.util.List;

/**
 * By how much one surrogate is better than another on the same sequences, and how sure that is: sequences are drawn
 * with replacement, both surrogates' together, and the difference of their means over positions is taken each time
 * (Efron & Tibshirani 1993, the percentile interval).
 *
 * @param difference of the means, positive where the challenger is better
 * @param low end of the interval
 * @param high end of the interval
 */
public record PairedBootstrap(double difference, double low, double high) {
    /** Of the interval, two-sided. */
    public static final double CONFIDENCE = MeanInterval.CONFIDENCE;

    /**
     * Compares.
     *
     * @param incumbent for each sequence, at least one
     * @param challenger for each sequence, in the same order
     */
    public static PairedBootstrap of(
            Measure measure, List<Comparison> incumbent, List<Comparison> challenger, long seed) {
        double[] gains = new double[incumbent.size()];
        int[] positions = new int[incumbent.size()];
        for (int i = 0; i < gains.length; i++) {
            positions[i] = incumbent.get(i).positions();
            gains[i] = positions[i]
                    * (measure.loss(measure.of(incumbent.get(i))) - measure.loss(measure.of(challenger.get(i))));
        }
        MeanInterval gain = MeanInterval.of(gains, positions, seed);
        return new PairedBootstrap(gain.mean(), gain.low(), gain.high());
    }

    /** Whether the challenger is better, as far as these sequences show. */
    public boolean isBetter() {
        return low > 0;
    }

    /** Whether the challenger is worse, as far as these sequences show. */
    public boolean isWorse() {
        return high < 0;
    }
}
