package io.understudy.agent.extract;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Lloyd's algorithm on weighted points, begun by k-means++ (Arthur & Vassilvitskii 2007). */
public final class WeightedKMeans {
    private static final int MOST_ROUNDS = 30;

    private WeightedKMeans() {}

    /**
     * Clusters points.
     *
     * @param points [n][dimensions]
     * @param weights [n], positive
     * @param k how many clusters, at most n
     * @return for each point its cluster
     */
    public static int[] assign(float[][] points, double[] weights, int k, long seed) {
        return settled(points, weights, begin(points, weights, k, new Random(seed)));
    }

    /** Lloyd's algorithm from given centres: for each point its cluster. */
    public static int[] settled(float[][] points, double[] weights, float[][] begin) {
        float[][] centres = begin;
        int[] nearest = nearest(points, centres);
        boolean moved = true;
        for (int round = 0; moved && round < MOST_ROUNDS; round++) {
            centres = means(points, weights, nearest, centres);
            int[] next = nearest(points, centres);
            moved = !Arrays.equals(next, nearest);
            nearest = next;
        }
        return nearest;
    }

    private static float[][] begin(float[][] points, double[] weights, int k, Random random) {
        float[][] centres = new float[k][];
        double[] apart = new double[points.length];
        Arrays.fill(apart, 1);
        for (int c = 0; c < k; c++) {
            double all = 0;
            for (int i = 0; i < apart.length; i++) {
                all += apart[i] * weights[i];
            }
            double left = random.nextDouble() * all;
            int chosen = 0;
            while (chosen < points.length - 1 && (left -= apart[chosen] * weights[chosen]) > 0) {
                chosen++;
            }
            centres[c] = points[chosen];
            for (int i = 0; i < apart.length; i++) {
                double distance = distance(points[i], centres[c]);
                apart[i] = c == 0 ? distance : Math.min(apart[i], distance);
            }
        }
        return centres;
    }

    /** For each point the nearest of some centres. */
    public static int[] nearest(float[][] points, float[][] centres) {
        return IntStream.range(0, points.length)
                .parallel()
                .map(i -> {
                    int best = 0;
                    float least = Float.POSITIVE_INFINITY;
                    for (int c = 0; c < centres.length; c++) {
                        float distance = distance(points[i], centres[c]);
                        if (distance < least) {
                            least = distance;
                            best = c;
                        }
                    }
                    return best;
                })
                .toArray();
    }

    /** The mean of each cluster; one that lost all its points keeps its centre. */
    public static float[][] means(float[][] points, double[] weights, int[] nearest, float[][] centres) {
        double[][] sums = new double[centres.length][centres[0].length];
        double[] counts = new double[centres.length];
        for (int i = 0; i < points.length; i++) {
            counts[nearest[i]] += weights[i];
            for (int d = 0; d < points[i].length; d++) {
                sums[nearest[i]][d] += weights[i] * points[i][d];
            }
        }
        float[][] means = new float[centres.length][];
        for (int c = 0; c < centres.length; c++) {
            means[c] = centres[c].clone();
            for (int d = 0; counts[c] > 0 && d < means[c].length; d++) {
                means[c][d] = (float) (sums[c][d] / counts[c]);
            }
        }
        return means;
    }

    private static float distance(float[] a, float[] b) {
        float sum = 0;
        for (int d = 0; d < a.length; d++) {
            float difference = a[d] - b[d];
            sum += difference * difference;
        }
        return sum;
    }
}
