package io.understudy.agent.attractor;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The occupancy of the attractors when they were extracted, and how much it varies between samples.
 *
 * @param visits steps at each attractor, and at none
 * @param sequences how many there were
 * @param designEffect how many times the variance of a share is that of independent steps: those of one sequence are
 *     not (Rao & Scott 1981, first order)
 * @param usualDistance the largest Jensen–Shannon distance of samples of {@link #WINDOW} of these sequences to all
 */
public record ReferenceOccupancy(Occupancy visits, long sequences, double designEffect, double usualDistance) {
    /** Sequences that are compared at a time. */
    public static final int WINDOW = 500;

    private static final int SAMPLES = 400;

    /**
     * From traffic.
     *
     * @param visits of each sequence
     */
    public static ReferenceOccupancy of(List<Occupancy> visits, long seed) {
        Occupancy none = Occupancy.empty(visits.get(0).attractors());
        Occupancy all = visits.stream().reduce(none, Occupancy::plus);
        Random random = new Random(seed);
        double usual = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            Occupancy window = IntStream.range(0, WINDOW)
                    .mapToObj(i -> visits.get(random.nextInt(visits.size())))
                    .reduce(none, Occupancy::plus);
            usual = Math.max(usual, OccupancyShift.distance(all, window));
        }
        return new ReferenceOccupancy(all, visits.size(), designEffect(visits, all), usual);
    }

    private static double designEffect(List<Occupancy> visits, Occupancy all) {
        double steps = all.total();
        double[] shares = all.shares();
        double effects = 0;
        double weights = 0;
        for (int a = 0; a < shares.length; a++) {
            double share = shares[a];
            double squares = 0;
            for (Occupancy sequence : visits) {
                squares += Math.pow(sequence.steps()[a] - share * sequence.total(), 2);
            }
            if (share > 0 && share < 1) {
                effects += (1 - share) * squares / (steps * share * (1 - share));
                weights += 1 - share;
            }
        }
        return weights > 0 ? Math.max(1, effects / weights) : 1;
    }
}
