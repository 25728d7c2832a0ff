package io.understudy.agent.dynamics;

import io.understudy.agent.cell.Cell;
import io.understudy.agent.cell.Cell.Derivative;
import io.understudy.agent.cell.CellLayers;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.RecurrentLayers;
import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The map computed from the graph's weights in double precision, with exact derivatives; several layers are one state.
 */
public final class CellStateMap implements StateMap {
    private static final int TRIAL = 40;
    private static final double SAME = 1e-3;

    private final CellLayers layers;
    private final double[][] inputs;
    private final int width;

    /** Of layers whose weights are known. */
    public CellStateMap(RecurrentLayers layers) {
        this.layers = CellLayers.of(layers);
        this.inputs = Arrays.stream(layers.inputs()).map(States::of).toArray(double[][]::new);
        this.width = this.layers.width();
    }

    /** Of a model, if what its graph computes is what its weights say: a graph may do more between its layers. */
    public static Optional<StateMap> of(Oracle oracle, Continuation continuation) {
        return oracle.layers()
                .map(CellStateMap::new)
                .filter(stack -> stack.agrees(continuation))
                .map(StateMap.class::cast);
    }

    private boolean agrees(Continuation continuation) {
        Frontier at = continuation.begin();
        if (at.state(0).length != width) {
            return false;
        }
        double[] state = States.of(at.state(0));
        for (int t = 0; t < TRIAL; t++) {
            int symbol = t * 7 % inputs.length;
            state = next(state, symbol);
            at = continuation.step(at, new int[1], new int[] {symbol});
            if (States.distance(state, States.of(at.state(0))) > SAME * Math.sqrt(width)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public double[] next(double[] state, int symbol) {
        return layers.next(inputs[symbol], state);
    }

    @Override
    public DMatrixRMaj jacobian(double[] state, int symbol) {
        double[][] rows = new double[width][width];
        double[] x = inputs[symbol];
        int at = 0;
        int below = -1;
        for (Cell cell : layers.cells()) {
            double[] own = Arrays.copyOfRange(state, at, at + cell.width());
            Derivative derivative = cell.derivative(x, own);
            for (int i = 0; i < cell.width(); i++) {
                System.arraycopy(derivative.byState()[i], 0, rows[at + i], at, cell.width());
                // What this layer is fed is the new h of the one below.
                for (int k = 0; below >= 0 && k < x.length; k++) {
                    for (int j = 0; j < at; j++) {
                        rows[at + i][j] += derivative.byInput()[i][k] * rows[below + k][j];
                    }
                }
            }
            x = Arrays.copyOf(cell.next(x, own), cell.visible());
            below = at;
            at += cell.width();
        }
        return new DMatrixRMaj(rows);
    }

    @Override
    public double precision() {
        return 1e-9;
    }
}
