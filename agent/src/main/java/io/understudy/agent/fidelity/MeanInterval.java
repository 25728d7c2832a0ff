package io.understudy.agent.fidelity;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A mean over the positions of many sequences, and how sure it is: sequences are drawn with replacement, and the mean
 * is taken each time (Efron & Tibshirani 1993, the percentile interval). Positions of one sequence are not independent,
 * so sequences are drawn whole.
 *
 * @param mean over all positions
 * @param low end of the interval
 * @param high end of the interval
 */
public record MeanInterval(double mean, double low, double high) {
    /** Of the interval, two-sided. */
    public static final double CONFIDENCE = 0.95;

    private static final int DRAWS = 2_000;

    /** A measure of some comparisons, at least one. */
    public static MeanInterval of(Measure measure, List<Comparison> comparisons, long seed) {
        double[] sums = comparisons.stream()
                .mapToDouble(one -> one.positions() * measure.of(one))
                .toArray();
        return of(sums, comparisons.stream().mapToInt(Comparison::positions).toArray(), seed);
    }

    /**
     * @param sums of each sequence
     * @param positions of each sequence
     */
    static MeanInterval of(double[] sums, int[] positions, long seed) {
        Random random = new Random(seed);
        double[] drawn = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            long of = 0;
            for (int i = 0; i < sums.length; i++) {
                int one = random.nextInt(sums.length);
                sum += sums[one];
                of += positions[one];
            }
            drawn[draw] = sum / of;
        }
        Arrays.sort(drawn);
        int tail = (int) Math.round(DRAWS * (1 - CONFIDENCE) / 2);
        double mean = Arrays.stream(sums).sum()
                / Arrays.stream(positions).asLongStream().sum();
        return new MeanInterval(mean, drawn[tail], drawn[DRAWS - 1 - tail]);
    }
}
