package io.understudy.agent.zoo;

import java.util.List;
import java.util.Random;

/**
 * Rectified random combinations of a vector's numbers, each by its mean and spread over known vectors: a linear read-out
 * of many of them is one that is not linear in the vector (Rahimi & Recht 2008). All together they are about the size of
 * one.
 */
final class RandomFeatures {
    private static final int COUNT = 512;
    private static final double LEAST_SPREAD = 1e-6;
    private static final long SEED = 1;

    private final double[] means;
    private final double[] spreads;
    private final double[][] weights;
    private final double[] biases = new double[COUNT];

    private RandomFeatures(double[] means, double[] spreads) {
        this.means = means;
        this.spreads = spreads;
        this.weights = new double[COUNT][means.length];
        Random random = new Random(SEED);
        for (int i = 0; i < COUNT; i++) {
            for (int f = 0; f < means.length; f++) {
                weights[i][f] = random.nextGaussian() / Math.sqrt(means.length);
            }
            biases[i] = random.nextGaussian();
        }
    }

    /** For vectors of the kind of some. */
    static RandomFeatures among(List<float[]> known) {
        int width = known.get(0).length;
        double[] means = new double[width];
        double[] spreads = new double[width];
        for (int f = 0; f < width; f++) {
            int at = f;
            means[f] = known.stream().mapToDouble(one -> one[at]).average().orElseThrow();
            double variance = known.stream()
                    .mapToDouble(one -> (one[at] - means[at]) * (one[at] - means[at]))
                    .average()
                    .orElseThrow();
            spreads[f] = Math.max(LEAST_SPREAD, Math.sqrt(variance));
        }
        return new RandomFeatures(means, spreads);
    }

    /** Of a vector. */
    double[] of(float[] vector) {
        double[] found = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double sum = biases[i];
            for (int f = 0; f < vector.length; f++) {
                sum += weights[i][f] * (vector[f] - means[f]) / spreads[f];
            }
            found[i] = Math.max(0, sum) / Math.sqrt(COUNT);
        }
        return found;
    }
}
