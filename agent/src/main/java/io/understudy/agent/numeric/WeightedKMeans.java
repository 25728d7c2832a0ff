package io.understudy.agent.numeric;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Lloyd's algorithm on weighted points, begun by k-means++ (Arthur & Vassilvitskii 2007). */
public final class WeightedKMeans {
    private static final int MOST_ROUNDS = 30;
    private static final int BLOCK = 64;

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
        return assign(points, weights, k, seed, MOST_ROUNDS);
    }

    /**
     * The same, with fewer rounds of Lloyd's algorithm: of thousands of clusters the later rounds move few points.
     *
     * @param rounds the most
     */
    public static int[] assign(float[][] points, double[] weights, int k, long seed, int rounds) {
        return settled(points, weights, begin(points, weights, k, new Random(seed)), rounds);
    }

    /** Lloyd's algorithm from given centres: for each point its cluster. */
    public static int[] settled(float[][] points, double[] weights, float[][] begin) {
        return settled(points, weights, begin, MOST_ROUNDS);
    }

    private static int[] settled(float[][] points, double[] weights, float[][] begin, int rounds) {
        float[][] centres = begin;
        int[] nearest = nearest(points, centres);
        boolean moved = true;
        for (int round = 0; moved && round < rounds; round++) {
            centres = means(points, weights, nearest, centres);
            int[] next = nearest(points, centres);
            moved = !Arrays.equals(next, nearest);
            nearest = next;
        }
        return nearest;
    }

    private static float[][] begin(float[][] points, double[] weights, int k, Random random) {
        float[][] byDimension = byDimension(points);
        float[][] centres = new float[k][];
        float[] apart = new float[points.length];
        Arrays.fill(apart, 1);
        float[] distances = new float[points.length];
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
            distances(byDimension, centres[c], distances);
            for (int i = 0; i < apart.length; i++) {
                apart[i] = c == 0 ? distances[i] : Math.min(apart[i], distances[i]);
            }
        }
        return centres;
    }

    /** For each point the nearest of some centres. */
    public static int[] nearest(float[][] points, float[][] centres) {
        float[][] byDimension = byDimension(centres);
        int[] nearest = new int[points.length];
        IntStream.range(0, (points.length + BLOCK - 1) / BLOCK).parallel().forEach(block -> {
            float[] distances = new float[centres.length];
            for (int i = block * BLOCK; i < Math.min(points.length, (block + 1) * BLOCK); i++) {
                distances(byDimension, points[i], distances);
                nearest[i] = least(distances);
            }
        });
        return nearest;
    }

    private static float[][] byDimension(float[][] points) {
        float[][] byDimension = new float[points[0].length][points.length];
        for (int i = 0; i < points.length; i++) {
            for (int d = 0; d < byDimension.length; d++) {
                byDimension[d][i] = points[i][d];
            }
        }
        return byDimension;
    }

    /** Squares, dimension by dimension over all points: such a loop the compiler turns into vector instructions. */
    private static void distances(float[][] byDimension, float[] from, float[] distances) {
        Arrays.fill(distances, 0);
        for (int d = 0; d < byDimension.length; d++) {
            addSquares(distances, byDimension[d], from[d]);
        }
    }

    private static void addSquares(float[] sums, float[] values, float from) {
        for (int i = 0; i < sums.length; i++) {
            float difference = values[i] - from;
            sums[i] += difference * difference;
        }
    }

    private static int least(float[] distances) {
        int best = 0;
        for (int c = 1; c < distances.length; c++) {
            best = distances[c] < distances[best] ? c : best;
        }
        return best;
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
}
