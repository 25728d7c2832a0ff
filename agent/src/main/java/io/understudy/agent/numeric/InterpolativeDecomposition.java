package io.understudy.agent.numeric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some columns of a matrix of low rank and the weights that give all others from them: M ≈ M[:, chosen] · weights (an
 * interpolative decomposition by pivoted Gram–Schmidt; Cheng, Gimbutas, Martinsson & Rokhlin 2005). What holds for a
 * Hankel matrix H also holds for every H_σ over the same suffixes, because its rows lie in the same space.
 *
 * @param chosen the columns' places, in the order in which they were chosen
 * @param weights [chosen][columns]
 */
public record InterpolativeDecomposition(int[] chosen, double[][] weights) {
    /**
     * A column's residual, as a share of the largest column, that is taken for rounding: answers are single precision.
     */
    private static final double ROUNDING = 1e-6;

    /**
     * Chooses columns, always the one that the chosen ones determine least.
     *
     * @param columns of the matrix, [columns][rows]
     * @param first columns that are chosen before all others, unless they follow from each other
     * @param most how many are chosen
     */
    public static InterpolativeDecomposition of(double[][] columns, int[] first, int most) {
        double[][] residuals = Arrays.stream(columns).map(double[]::clone).toArray(double[][]::new);
        double[] squares = Arrays.stream(residuals)
                .mapToDouble(column -> dot(column, column))
                .toArray();
        double least = ROUNDING * ROUNDING * Arrays.stream(squares).max().orElse(0);
        List<Integer> chosen = new ArrayList<>();
        List<double[]> coefficients = new ArrayList<>();
        for (int i = 0; i < first.length + columns.length && chosen.size() < most; i++) {
            int next = i < first.length ? first[i] : largest(squares);
            if (squares[next] > least) {
                chosen.add(next);
                coefficients.add(project(residuals, squares, next));
            } else if (i >= first.length) {
                break;
            }
        }
        int[] places = chosen.stream().mapToInt(Integer::intValue).toArray();
        return new InterpolativeDecomposition(places, solved(coefficients, places, columns.length));
    }

    /** Takes a column's direction out of all, and says how much of it was in each. */
    private static double[] project(double[][] residuals, double[] squares, int column) {
        double norm = Math.sqrt(squares[column]);
        double[] direction = Arrays.stream(residuals[column]).map(x -> x / norm).toArray();
        double[] shares = new double[residuals.length];
        for (int c = 0; c < residuals.length; c++) {
            shares[c] = dot(direction, residuals[c]);
            for (int i = 0; i < direction.length; i++) {
                residuals[c][i] -= shares[c] * direction[i];
            }
            squares[c] = dot(residuals[c], residuals[c]);
        }
        return shares;
    }

    /** Back substitution: the coefficients of the chosen columns among each other are an upper triangle. */
    private static double[][] solved(List<double[]> coefficients, int[] chosen, int columns) {
        double[][] weights = new double[chosen.length][];
        for (int k = chosen.length - 1; k >= 0; k--) {
            weights[k] = coefficients.get(k).clone();
            for (int later = k + 1; later < chosen.length; later++) {
                double share = coefficients.get(k)[chosen[later]];
                for (int c = 0; c < columns; c++) {
                    weights[k][c] -= share * weights[later][c];
                }
            }
            double own = coefficients.get(k)[chosen[k]];
            for (int c = 0; c < columns; c++) {
                weights[k][c] /= own;
            }
        }
        return weights;
    }

    /** What a column is, by the values of the chosen ones. */
    public double completed(int column, double[] atChosen) {
        double sum = 0;
        for (int k = 0; k < atChosen.length; k++) {
            sum += weights[k][column] * atChosen[k];
        }
        return sum;
    }

    private static int largest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
