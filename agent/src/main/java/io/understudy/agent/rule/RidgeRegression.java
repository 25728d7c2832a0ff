package io.understudy.agent.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Weights for phrases by ridge regression on the model's log odds: the log-probabilities of each answer less their
 * mean. Of several classes they are fitted side by side; the softmax of the sum is the answer.
 */
final class RidgeRegression {
    /** Smaller probabilities count as this one: a single-precision softmax may give zero. */
    private static final double LEAST = 1e-16;

    /** Added to how often a phrase occurs: one seen a few times has to show more. */
    private static final double SHRINK = 20;

    private final Samples samples;
    private final double[][] targets;

    RidgeRegression(Samples samples) {
        this.samples = samples;
        this.targets = samples.answers().stream().map(RidgeRegression::logOdds).toArray(double[][]::new);
    }

    /**
     * A fit.
     *
     * @param phrases their numbers
     * @param weights [phrases + 1][columns], the last row the bias
     */
    record Fit(int[] phrases, double[][] weights) {}

    private static double[] logOdds(float[] answer) {
        double[] logs = new double[answer.length];
        double mean = 0;
        for (int c = 0; c < logs.length; c++) {
            logs[c] = Math.log(Math.max(answer[c], LEAST));
            mean += logs[c] / logs.length;
        }
        for (int c = 0; c < logs.length; c++) {
            logs[c] -= mean;
        }
        return logs;
    }

    /**
     * Fits weights.
     *
     * @param all how many phrases there are
     * @param used the numbers of those that get a weight
     * @param penalty λ on the square of each weight; the bias is free
     */
    Fit fit(int all, int[] used, double penalty) {
        int size = used.length + 1;
        int columns = samples.columns();
        int[] place = places(all, used);
        DMatrixRMaj normal = new DMatrixRMaj(size, size);
        DMatrixRMaj right = new DMatrixRMaj(size, columns);
        int[] row = new int[size];
        for (int s = 0; s < samples.size(); s++) {
            int length = features(s, place, row);
            for (int i = 0; i < length; i++) {
                int at = row[i] * size;
                for (int j = 0; j < length; j++) {
                    normal.data[at + row[j]]++;
                }
                for (int c = 0; c < columns; c++) {
                    right.data[row[i] * columns + c] += targets[s][c];
                }
            }
        }
        for (int i = 0; i < used.length; i++) {
            normal.add(i, i, penalty);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(size);
        if (!solver.setA(normal)) {
            throw new IllegalStateException("a matrix with a ridge is positive definite");
        }
        DMatrixRMaj solution = new DMatrixRMaj(size, columns);
        solver.solve(right, solution);
        double[][] weights = new double[size][];
        for (int i = 0; i < size; i++) {
            weights[i] = Arrays.copyOfRange(solution.data, i * columns, (i + 1) * columns);
        }
        return new Fit(used, weights);
    }

    private static int[] places(int all, int[] used) {
        int[] place = new int[all];
        Arrays.fill(place, -1);
        for (int i = 0; i < used.length; i++) {
            place[used[i]] = i;
        }
        return place;
    }

    /** Writes the places of a sample's weights, the bias last; returns how many they are. */
    private int features(int sample, int[] place, int[] row) {
        int length = 0;
        for (int phrase : samples.phrases().get(sample)) {
            if (place[phrase] >= 0) {
                row[length++] = place[phrase];
            }
        }
        row[length++] = row.length - 1;
        return length;
    }

    /**
     * How much each phrase would explain of what a fit leaves over: the sum over its samples of the residuals' absolute
     * values by column, by the square root of how many they are.
     */
    double[] gains(int all, Fit fit) {
        int columns = samples.columns();
        int[] place = places(all, fit.phrases());
        double[][] sums = new double[all][columns];
        int[] counts = new int[all];
        int[] row = new int[fit.weights().length];
        for (int s = 0; s < samples.size(); s++) {
            double[] residual = targets[s].clone();
            int length = features(s, place, row);
            for (int i = 0; i < length; i++) {
                for (int c = 0; c < columns; c++) {
                    residual[c] -= fit.weights()[row[i]][c];
                }
            }
            for (int phrase : samples.phrases().get(s)) {
                counts[phrase]++;
                for (int c = 0; c < columns; c++) {
                    sums[phrase][c] += residual[c];
                }
            }
        }
        double[] gains = new double[all];
        for (int phrase = 0; phrase < all; phrase++) {
            double size = Arrays.stream(sums[phrase]).map(Math::abs).sum();
            gains[phrase] = place[phrase] >= 0 ? 0 : size / Math.sqrt(counts[phrase] + SHRINK);
        }
        return gains;
    }

    /** How much each phrase of a fit matters: its largest weight times the square root of how often it occurs. */
    double[] effects(int all, Fit fit) {
        int[] counts = new int[all];
        samples.phrases().forEach(phrases -> Arrays.stream(phrases).forEach(phrase -> counts[phrase]++));
        double[] effects = new double[all];
        for (int i = 0; i < fit.phrases().length; i++) {
            double largest =
                    Arrays.stream(fit.weights()[i]).map(Math::abs).max().orElse(0);
            effects[fit.phrases()[i]] = largest * Math.sqrt(counts[fit.phrases()[i]]);
        }
        return effects;
    }

    /** The places of the largest positive values, at most so many, ascending. */
    static int[] largest(double[] values, int most) {
        return IntStream.range(0, values.length)
                .filter(i -> values[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -values[i]))
                .limit(most)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }
}
