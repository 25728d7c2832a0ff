package io.understudy.agent.cluster;

import io.understudy.agent.numeric.WeightedKMeans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Clusters states with their place along the sequence in mind, and finds how many there are: the k-means-x of Hou &
 * Zhou (2018), as far as its description goes, with the splitting of X-means (Pelleg & Moore 2000). It begins with one
 * cluster; a cluster is split by a k-means of two that begins at the mean of its earlier and of its later points, and
 * the split that raises the Bayesian information criterion most is kept.
 */
final class KMeansX {
    private static final double SMALLEST = 1e-12;

    private final float[][] points;
    private final double[] weights;
    private final int[] positions;

    /**
     * @param points [n][dimensions]
     * @param weights [n], positive
     * @param positions how far along its sequence each point comes, [n]
     */
    KMeansX(float[][] points, double[] weights, int[] positions) {
        this.points = points;
        this.weights = weights;
        this.positions = positions;
    }

    private record Split(int cluster, int[] left, int[] right, double gain) {}

    /**
     * Clusters the points.
     *
     * @param k how many clusters, where there are as many different points
     * @return for each point its cluster
     */
    int[] assign(int k) {
        List<int[]> clusters = new ArrayList<>();
        clusters.add(IntStream.range(0, points.length).toArray());
        List<Split> splits = new ArrayList<>();
        splits.add(split(0, clusters.get(0)));
        while (clusters.size() < k) {
            Split best =
                    splits.stream().max(Comparator.comparingDouble(Split::gain)).orElseThrow();
            if (best.gain() == Double.NEGATIVE_INFINITY) {
                break;
            }
            clusters.set(best.cluster(), best.left());
            clusters.add(best.right());
            splits.set(best.cluster(), split(best.cluster(), best.left()));
            splits.add(split(clusters.size() - 1, best.right()));
        }
        float[][] centres = clusters.stream().map(this::mean).toArray(float[][]::new);
        return WeightedKMeans.settled(points, weights, centres);
    }

    private Split split(int cluster, int[] members) {
        int[] ordered = IntStream.of(members)
                .boxed()
                .sorted(Comparator.comparingInt(i -> positions[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int middle = ordered.length / 2;
        Split none = new Split(cluster, members, members, Double.NEGATIVE_INFINITY);
        if (middle == 0) {
            return none;
        }
        float[][] some = IntStream.of(members).mapToObj(i -> points[i]).toArray(float[][]::new);
        double[] someWeights =
                IntStream.of(members).mapToDouble(i -> weights[i]).toArray();
        float[][] begin = {
            mean(Arrays.copyOf(ordered, middle)), mean(Arrays.copyOfRange(ordered, middle, ordered.length))
        };
        int[] half = WeightedKMeans.settled(some, someWeights, begin);
        int[] left = IntStream.range(0, half.length)
                .filter(i -> half[i] == 0)
                .map(i -> members[i])
                .toArray();
        int[] right = IntStream.range(0, half.length)
                .filter(i -> half[i] == 1)
                .map(i -> members[i])
                .toArray();
        if (left.length == 0 || right.length == 0) {
            return none;
        }
        return new Split(cluster, left, right, criterion(left) + criterion(right) - criterion(members));
    }

    /**
     * The part of the criterion that a cluster adds: log-likelihood under a round Gaussian, less the price of a mean.
     */
    private double criterion(int[] members) {
        float[] mean = mean(members);
        double weight = 0;
        double squares = 0;
        for (int i : members) {
            weight += weights[i];
            for (int d = 0; d < mean.length; d++) {
                double difference = points[i][d] - mean[d];
                squares += weights[i] * difference * difference;
            }
        }
        double variance = Math.max(SMALLEST, squares / (weight * mean.length));
        return -weight * mean.length / 2 * Math.log(variance)
                + weight * Math.log(weight)
                - (mean.length + 1) / 2.0 * Math.log(weight);
    }

    private float[] mean(int[] members) {
        double[] sum = new double[points[0].length];
        double weight = 0;
        for (int i : members) {
            weight += weights[i];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += weights[i] * points[i][d];
            }
        }
        float[] mean = new float[sum.length];
        for (int d = 0; d < sum.length; d++) {
            mean[d] = (float) (sum[d] / weight);
        }
        return mean;
    }
}
