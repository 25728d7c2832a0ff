package io.understudy.agent.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API: sums stay in registers, where loops of Java write them back after every four rows. Needs the module
 * {@value Kernel#VECTOR_MODULE}.
 */
final class VectorKernel implements Kernel {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = LANES.length();

    @Override
    public String name() {
        return "Vector API";
    }

    @Override
    public Matrix matrix(double[] values, int height, int width) {
        int padded = (width + 2 * WIDTH - 1) / (2 * WIDTH) * 2 * WIDTH;
        float[] copy = new float[height * padded];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                copy[i * padded + j] = (float) values[i * width + j];
            }
        }
        return new PaddedMatrix(copy, height, padded);
    }

    @Override
    public float distribution(float[] row, float share, float[] background, float[] to, int at) {
        FloatVector even = FloatVector.zero(LANES);
        FloatVector odd = even;
        for (int s = 0; s < row.length; s += 2 * WIDTH) {
            even = even.add(FloatVector.fromArray(LANES, row, s));
            odd = odd.add(FloatVector.fromArray(LANES, row, s + WIDTH));
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        if (!(sum > 0)) {
            return 0;
        }
        FloatVector factor = FloatVector.broadcast(LANES, share / sum);
        for (int s = 0; s < row.length; s += WIDTH) {
            FloatVector.fromArray(LANES, row, s)
                    .fma(factor, FloatVector.fromArray(LANES, background, s))
                    .intoArray(to, at + s);
        }
        return 1 / sum;
    }

    private record PaddedMatrix(float[] values, int height, int paddedWidth) implements Matrix {
        @Override
        public void times(float[] x, float factor, float[] y) {
            int column = 0;
            for (; column + 4 * WIDTH <= paddedWidth; column += 4 * WIDTH) {
                four(x, factor, column, y);
            }
            if (column < paddedWidth) {
                two(x, factor, column, y);
            }
        }

        private void four(float[] x, float factor, int column, float[] y) {
            FloatVector a = FloatVector.zero(LANES);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            for (int i = 0, at = column; i < height; i++, at += paddedWidth) {
                FloatVector weight = FloatVector.broadcast(LANES, x[i]);
                a = weight.fma(FloatVector.fromArray(LANES, values, at), a);
                b = weight.fma(FloatVector.fromArray(LANES, values, at + WIDTH), b);
                c = weight.fma(FloatVector.fromArray(LANES, values, at + 2 * WIDTH), c);
                d = weight.fma(FloatVector.fromArray(LANES, values, at + 3 * WIDTH), d);
            }
            a.mul(factor).intoArray(y, column);
            b.mul(factor).intoArray(y, column + WIDTH);
            c.mul(factor).intoArray(y, column + 2 * WIDTH);
            d.mul(factor).intoArray(y, column + 3 * WIDTH);
        }

        private void two(float[] x, float factor, int column, float[] y) {
            FloatVector a = FloatVector.zero(LANES);
            FloatVector b = a;
            for (int i = 0, at = column; i < height; i++, at += paddedWidth) {
                FloatVector weight = FloatVector.broadcast(LANES, x[i]);
                a = weight.fma(FloatVector.fromArray(LANES, values, at), a);
                b = weight.fma(FloatVector.fromArray(LANES, values, at + WIDTH), b);
            }
            a.mul(factor).intoArray(y, column);
            b.mul(factor).intoArray(y, column + WIDTH);
        }
    }
}
