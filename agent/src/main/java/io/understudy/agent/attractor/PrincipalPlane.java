package io.understudy.agent.attractor;

import io.understudy.agent.dynamics.States;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The plane of the first two principal components of the hidden states, with sampled trajectories.
 *
 * @param mean of the hidden states
 * @param first axis, of length 1
 * @param second axis, of length 1
 * @param share of the variance that lies in the plane
 * @param trajectories of some sequences, each [steps][2]
 */
public record PrincipalPlane(
        double[] mean, double[] first, double[] second, double share, List<double[][]> trajectories) {
    private static final int MOST_TRAJECTORIES = 40;

    /** Of trajectories, of which some are kept. */
    public static PrincipalPlane of(List<float[][]> paths) {
        List<double[]> points =
                paths.stream().flatMap(Arrays::stream).map(States::of).toList();
        double[] mean = States.mean(points);
        int width = mean.length;
        DMatrixRMaj covariance = new DMatrixRMaj(width, width);
        for (double[] point : points) {
            for (int i = 0; i < width; i++) {
                for (int j = 0; j < width; j++) {
                    covariance.add(i, j, (point[i] - mean[i]) * (point[j] - mean[j]) / points.size());
                }
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(width, true, true);
        if (!eigen.decompose(covariance)) {
            throw new IllegalStateException("the principal components of the hidden states were not found");
        }
        int[] largest = IntStream.range(0, width)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).real))
                .mapToInt(Integer::intValue)
                .toArray();
        double all = IntStream.range(0, width)
                .mapToDouble(i -> eigen.getEigenvalue(i).real)
                .sum();
        double[] first = eigen.getEigenVector(largest[0]).data;
        double[] second = width < 2 ? new double[width] : eigen.getEigenVector(largest[1]).data;
        double both = eigen.getEigenvalue(largest[0]).real + (width < 2 ? 0 : eigen.getEigenvalue(largest[1]).real);
        PrincipalPlane empty = new PrincipalPlane(mean, first, second, all > 0 ? both / all : 1, List.of());
        List<double[][]> drawn = paths.stream()
                .limit(MOST_TRAJECTORIES)
                .map(path -> Arrays.stream(path).map(empty::at).toArray(double[][]::new))
                .toList();
        return new PrincipalPlane(mean, first, second, empty.share, drawn);
    }

    /** Where a hidden state is in the plane, [2]. */
    public double[] at(float[] state) {
        double x = 0;
        double y = 0;
        for (int i = 0; i < state.length; i++) {
            x += first[i] * (state[i] - mean[i]);
            y += second[i] * (state[i] - mean[i]);
        }
        return new double[] {x, y};
    }
}
