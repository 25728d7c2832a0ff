package io.understudy.agent.cell;

import io.understudy.agent.model.RecurrentLayers.Layer;

/**
 * One recurrent layer in double precision, after the ONNX operators. Its state is h, followed by c where there is one.
 */
public sealed interface Cell permits RnnCell, GruCell, LstmCell {
    /** The weights. */
    Layer layer();

    /** How many numbers the state has. */
    default int width() {
        return layer().width();
    }

    /** The width of h. */
    default int visible() {
        return layer().width();
    }

    /** The next state. */
    double[] next(double[] x, double[] state);

    /** The derivatives of the next state, by state [width][width] and by input [width][inputs]. */
    Derivative derivative(double[] x, double[] state);

    /** Derivatives of a next state. */
    record Derivative(double[][] byState, double[][] byInput) {}

    /** The cell with these weights. */
    static Cell of(Layer layer) {
        return switch (layer.kind()) {
            case RNN -> new RnnCell(layer);
            case GRU -> new GruCell(layer);
            case LSTM -> new LstmCell(layer);
        };
    }

    /** 1 / (1 + e^−x). */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** Row of a matrix by a vector. */
    static double dot(float[] row, double[] x) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += row[i] * x[i];
        }
        return sum;
    }

    /** Adds a multiple of a row. */
    static void add(double factor, float[] row, double[] to) {
        for (int j = 0; j < row.length; j++) {
            to[j] += factor * row[j];
        }
    }
}
