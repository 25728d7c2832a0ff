package io.understudy.agent.cell;

import io.understudy.agent.model.RecurrentLayers;
import java.util.Arrays;
import java.util.List;

/**
 * Recurrent layers as one: the state is that of all layers, one after the other from the bottom.
 *
 * @param cells from the bottom
 */
public record CellLayers(List<Cell> cells) {
    /** In double precision. */
    public static CellLayers of(RecurrentLayers layers) {
        return new CellLayers(layers.layers().stream().map(Cell::of).toList());
    }

    /** How many numbers the state has. */
    public int width() {
        return cells.stream().mapToInt(Cell::width).sum();
    }

    /** The highest layer. */
    public Cell top() {
        return cells.get(cells.size() - 1);
    }

    /**
     * The next state.
     *
     * @param input what the lowest layer is fed
     */
    public double[] next(double[] input, double[] state) {
        double[] next = new double[state.length];
        double[] x = input;
        int at = 0;
        for (Cell cell : cells) {
            double[] layer = cell.next(x, Arrays.copyOfRange(state, at, at + cell.width()));
            System.arraycopy(layer, 0, next, at, layer.length);
            x = Arrays.copyOf(layer, cell.visible());
            at += cell.width();
        }
        return next;
    }
}
