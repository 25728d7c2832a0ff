package io.understudy.agent.cell;

import io.understudy.agent.model.RecurrentLayers.Layer;

/** h' = tanh(W x + R h + b). */
record RnnCell(Layer layer) implements Cell {
    @Override
    public double[] next(double[] x, double[] h) {
        double[] next = new double[h.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = Math.tanh(Cell.dot(layer.w()[i], x) + Cell.dot(layer.r()[i], h) + layer.wb()[i] + layer.rb()[i]);
        }
        return next;
    }

    @Override
    public Derivative derivative(double[] x, double[] h) {
        double[] next = next(x, h);
        double[][] byState = new double[h.length][h.length];
        double[][] byInput = new double[h.length][x.length];
        for (int i = 0; i < h.length; i++) {
            double slope = 1 - next[i] * next[i];
            Cell.add(slope, layer.r()[i], byState[i]);
            Cell.add(slope, layer.w()[i], byInput[i]);
        }
        return new Derivative(byState, byInput);
    }
}
