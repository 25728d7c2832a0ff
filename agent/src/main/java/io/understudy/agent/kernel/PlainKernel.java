package io.understudy.agent.kernel;

import java.util.Arrays;

/** Loops that C2 turns into vector instructions by itself; runs on every JVM. See {@link Rows} for why they look so. */
final class PlainKernel implements Kernel {
    /** The four rows of a step, and eight floats to an instruction: no loop has a remainder. */
    private static final int STEP = 4;

    private static final int LANES = 8;

    @Override
    public String name() {
        return "plain Java";
    }

    @Override
    public Matrix matrix(double[] values, int height, int width) {
        float[][] rows = new float[(height + STEP - 1) / STEP * STEP][(width + LANES - 1) / LANES * LANES];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                rows[i][j] = (float) values[i * width + j];
            }
        }
        return new RowMatrix(rows, height);
    }

    @Override
    public float distribution(float[] row, float share, float[] background, float[] to, int at) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        // Four sums that do not wait for each other.
        for (int s = 0; s < row.length; s += STEP) {
            a += row[s];
            b += row[s + 1];
            c += row[s + 2];
            d += row[s + 3];
        }
        float sum = (a + b) + (c + d);
        if (!(sum > 0)) {
            return 0;
        }
        float factor = share / sum;
        for (int s = 0; s < row.length; s++) {
            to[at + s] = factor * row[s] + background[s];
        }
        return 1 / sum;
    }

    private record RowMatrix(float[][] rows, int height) implements Matrix {
        @Override
        public int paddedWidth() {
            return rows[0].length;
        }

        @Override
        public void times(float[] x, float factor, float[] y) {
            Arrays.fill(y, 0);
            for (int i = 0; i < height; i += STEP) {
                add(
                        factor * at(x, i),
                        rows[i],
                        factor * at(x, i + 1),
                        rows[i + 1],
                        factor * at(x, i + 2),
                        rows[i + 2],
                        factor * at(x, i + 3),
                        rows[i + 3],
                        y);
            }
        }

        private float at(float[] x, int i) {
            return i < height ? x[i] : 0;
        }

        private static void add(
                float a, float[] u, float b, float[] v, float c, float[] w, float d, float[] x, float[] y) {
            for (int j = 0; j < y.length; j++) {
                y[j] += a * u[j] + b * v[j] + c * w[j] + d * x[j];
            }
        }
    }
}
