package io.understudy.agent.attractor;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * How traffic visits the attractors, and how far that varies by itself.
 *
 * @param visits steps at each attractor, and at none
 * @param sequences how many there were
 * @param designEffect how many times the variance of a share is that of independent steps: those of one sequence are not
 *     (Rao & Scott 1981, first order)
 * @param usualDistance the largest Jensen–Shannon distance of samples of {@link #WINDOW} of these sequences to all
 */
public record ReferenceOccupancy(long[] visits, long sequences, double designEffect, double usualDistance) {
    /** Sequences that are compared at a time. */
    public static final int WINDOW = 500;

    private static final int SAMPLES = 400;

    /**
     * @param visited for each sequence the steps at each attractor, and at none
     */
    static ReferenceOccupancy of(List<long[]> visited, long seed) {
        int places = visited.get(0).length;
        long[] all = new long[places];
        visited.forEach(sequence -> add(sequence, all));
        Random random = new Random(seed);
        double usual = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            long[] window = new long[places];
            for (int i = 0; i < WINDOW; i++) {
                add(visited.get(random.nextInt(visited.size())), window);
            }
            usual = Math.max(usual, OccupancyShift.distance(all, window));
        }
        return new ReferenceOccupancy(all, visited.size(), designEffect(visited, all), usual);
    }

    static void add(long[] some, long[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += some[i];
        }
    }

    private static double designEffect(List<long[]> visited, long[] all) {
        double steps = sum(all);
        double effects = 0;
        double weights = 0;
        for (int k = 0; k < all.length; k++) {
            double share = all[k] / steps;
            double squares = 0;
            for (long[] sequence : visited) {
                squares += Math.pow(sequence[k] - share * sum(sequence), 2);
            }
            if (share > 0 && share < 1) {
                effects += (1 - share) * squares / (steps * share * (1 - share));
                weights += 1 - share;
            }
        }
        return weights > 0 ? Math.max(1, effects / weights) : 1;
    }

    static double sum(long[] counts) {
        return LongStream.of(counts).sum();
    }
}
