package io.understudy.agent.kernel;

import java.util.Arrays;

/**
 * Sums of weighted rows, in the one shape that C2 turns into vector instructions well: four rows at a time, each an
 * array of its own, nothing read at an offset (BENCHMARKS.md has the others).
 */
public final class Rows {
    private Rows() {}

    /**
     * y = xᵀM.
     *
     * @param x one weight for each row
     * @param rows M, each as long as y
     */
    public static void times(double[] x, double[][] rows, double[] y) {
        Arrays.fill(y, 0);
        add(x, rows, y);
    }

    /** y += xᵀM. */
    public static void add(double[] x, double[][] rows, double[] y) {
        int i = 0;
        for (; i + 4 <= rows.length; i += 4) {
            add(x[i], rows[i], x[i + 1], rows[i + 1], x[i + 2], rows[i + 2], x[i + 3], rows[i + 3], y);
        }
        for (; i < rows.length; i++) {
            add(x[i], rows[i], y);
        }
    }

    /** M += Σₖ uₖvₖᵀ. */
    public static void addProducts(double[][] u, double[][] v, double[][] rows) {
        int k = 0;
        for (; k + 4 <= u.length; k += 4) {
            for (int i = 0; i < rows.length; i++) {
                add(u[k][i], v[k], u[k + 1][i], v[k + 1], u[k + 2][i], v[k + 2], u[k + 3][i], v[k + 3], rows[i]);
            }
        }
        for (; k < u.length; k++) {
            for (int i = 0; i < rows.length; i++) {
                add(u[k][i], v[k], rows[i]);
            }
        }
    }

    /** A matrix as rows, from one array, row-major. */
    public static double[][] of(double[] values, int from, int height, int width) {
        double[][] rows = new double[height][];
        for (int i = 0; i < height; i++) {
            rows[i] = Arrays.copyOfRange(values, from + i * width, from + (i + 1) * width);
        }
        return rows;
    }

    /** Columns as rows. */
    public static double[][] transposed(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }

    private static void add(double a, double[] u, double[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] += a * u[j];
        }
    }

    private static void add(
            double a, double[] u, double b, double[] v, double c, double[] w, double d, double[] x, double[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] += a * u[j] + b * v[j] + c * w[j] + d * x[j];
        }
    }
}
