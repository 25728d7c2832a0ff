package io.understudy.agent.dynamics;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The map computed by the graph itself, in single precision, with derivatives by central differences. */
public final class OracleStateMap implements StateMap {
    /** Smaller steps drown in the rounding of single precision, larger ones in the curvature. */
    private static final double STEP = 1e-2;

    private final Continuation continuation;
    private final int[] widths;

    /** Of a model with hidden-state access. */
    public OracleStateMap(Continuation continuation) {
        this.continuation = continuation;
        this.widths = Arrays.stream(continuation.begin().states())
                .mapToInt(tensor -> tensor.length)
                .toArray();
    }

    @Override
    public int width() {
        return Arrays.stream(widths).sum();
    }

    @Override
    public double[] next(double[] state, int symbol) {
        return after(new double[][] {state}, symbol)[0];
    }

    @Override
    public DMatrixRMaj jacobian(double[] state, int symbol) {
        int width = width();
        double[][] moved = new double[2 * width][];
        for (int j = 0; j < width; j++) {
            moved[2 * j] = state.clone();
            moved[2 * j][j] += STEP;
            moved[2 * j + 1] = state.clone();
            moved[2 * j + 1][j] -= STEP;
        }
        double[][] after = after(moved, symbol);
        DMatrixRMaj jacobian = new DMatrixRMaj(width, width);
        for (int j = 0; j < width; j++) {
            for (int i = 0; i < width; i++) {
                jacobian.set(i, j, (after[2 * j][i] - after[2 * j + 1][i]) / (2 * STEP));
            }
        }
        return jacobian;
    }

    @Override
    public double precision() {
        return 1e-5;
    }

    private double[][] after(double[][] states, int symbol) {
        float[][] tensors = new float[widths.length][];
        int from = 0;
        for (int s = 0; s < widths.length; s++) {
            tensors[s] = new float[states.length * widths[s]];
            for (int row = 0; row < states.length; row++) {
                for (int i = 0; i < widths[s]; i++) {
                    tensors[s][row * widths[s] + i] = (float) states[row][from + i];
                }
            }
            from += widths[s];
        }
        int[] rows = new int[states.length];
        Arrays.setAll(rows, row -> row);
        int[] symbols = new int[states.length];
        Arrays.fill(symbols, symbol);
        Frontier after = continuation.step(new Frontier(tensors, new float[states.length][]), rows, symbols);
        double[][] result = new double[states.length][];
        for (int row = 0; row < result.length; row++) {
            result[row] = States.of(after.state(row));
        }
        return result;
    }
}
