package io.understudy.agent.fidelity;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * By how much one surrogate is better than another on the same sequences, and how sure that is: sequences are drawn with
 * replacement, both surrogates' together, and the difference of their means over positions is taken each time (Efron &
 * Tibshirani 1993, the percentile interval).
 *
 * @param difference of the means, positive where the challenger is better
 * @param low end of the interval
 * @param high end of the interval
 */
public record PairedBootstrap(double difference, double low, double high) {
    /** Of the interval, two-sided. */
    public static final double CONFIDENCE = 0.95;

    private static final int DRAWS = 2_000;

    /**
     * Compares.
     *
     * @param incumbent for each sequence, at least one
     * @param challenger for each sequence, in the same order
     */
    public static PairedBootstrap of(
            Measure measure, List<Comparison> incumbent, List<Comparison> challenger, long seed) {
        int sequences = incumbent.size();
        double[] gains = new double[sequences];
        int[] positions = new int[sequences];
        double gain = 0;
        long all = 0;
        for (int i = 0; i < sequences; i++) {
            positions[i] = incumbent.get(i).positions();
            gains[i] = positions[i]
                    * (measure.loss(measure.of(incumbent.get(i))) - measure.loss(measure.of(challenger.get(i))));
            gain += gains[i];
            all += positions[i];
        }
        Random random = new Random(seed);
        double[] drawn = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            long of = 0;
            for (int i = 0; i < sequences; i++) {
                int one = random.nextInt(sequences);
                sum += gains[one];
                of += positions[one];
            }
            drawn[draw] = sum / of;
        }
        Arrays.sort(drawn);
        int tail = (int) Math.round(DRAWS * (1 - CONFIDENCE) / 2);
        return new PairedBootstrap(gain / all, drawn[tail], drawn[DRAWS - 1 - tail]);
    }

    /** Whether the challenger is better, as far as these sequences tell. */
    public boolean isBetter() {
        return low > 0;
    }

    /** Whether the challenger is worse, as far as these sequences tell. */
    public boolean isWorse() {
        return high < 0;
    }
}
