package io.understudy.agent.cell;

import io.understudy.agent.model.RecurrentLayers.Layer;

/** h' = (1 − z) ∘ n + z ∘ h, with the reset gate before or after the recurrent weights of n. */
record GruCell(Layer layer) implements Cell {
    /** What a step computes: gates z and r, R h + b of n where the reset comes after it, and n. */
    private record Step(double[] z, double[] r, double[] q, double[] n) {}

    private Step step(double[] x, double[] h) {
        int width = h.length;
        double[] z = new double[width];
        double[] r = new double[width];
        double[] q = new double[width];
        double[] n = new double[width];
        double[] reset = new double[width];
        for (int i = 0; i < width; i++) {
            z[i] = Cell.sigmoid(linear(i, x, h));
            r[i] = Cell.sigmoid(linear(width + i, x, h));
            reset[i] = r[i] * h[i];
        }
        for (int i = 0; i < width; i++) {
            int row = 2 * width + i;
            boolean after = layer.linearBeforeReset();
            q[i] = Cell.dot(layer.r()[row], after ? h : reset) + layer.rb()[row];
            n[i] = Math.tanh(Cell.dot(layer.w()[row], x) + layer.wb()[row] + (after ? r[i] * q[i] : q[i]));
        }
        return new Step(z, r, q, n);
    }

    private double linear(int row, double[] x, double[] h) {
        return Cell.dot(layer.w()[row], x) + layer.wb()[row] + Cell.dot(layer.r()[row], h) + layer.rb()[row];
    }

    @Override
    public double[] next(double[] x, double[] h) {
        Step step = step(x, h);
        double[] next = new double[h.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = (1 - step.z[i]) * step.n[i] + step.z[i] * h[i];
        }
        return next;
    }

    @Override
    public Derivative derivative(double[] x, double[] h) {
        int width = h.length;
        Step step = step(x, h);
        double[][] byState = new double[width][width];
        double[][] byInput = new double[width][x.length];
        for (int i = 0; i < width; i++) {
            double byZ = (h[i] - step.n[i]) * step.z[i] * (1 - step.z[i]);
            Cell.add(byZ, layer.r()[i], byState[i]);
            Cell.add(byZ, layer.w()[i], byInput[i]);
            byState[i][i] += step.z[i];
            double byN = (1 - step.z[i]) * (1 - step.n[i] * step.n[i]);
            Cell.add(byN, layer.w()[2 * width + i], byInput[i]);
            float[] recurrent = layer.r()[2 * width + i];
            if (layer.linearBeforeReset()) {
                reset(i, byN * step.q[i], step, byState[i], byInput[i]);
                Cell.add(byN * step.r[i], recurrent, byState[i]);
            } else {
                for (int k = 0; k < width; k++) {
                    reset(k, byN * recurrent[k] * h[k], step, byState[i], byInput[i]);
                    byState[i][k] += byN * recurrent[k] * step.r[k];
                }
            }
        }
        return new Derivative(byState, byInput);
    }

    /** Adds what comes by way of one reset gate. */
    private void reset(int gate, double factor, Step step, double[] byState, double[] byInput) {
        double slope = factor * step.r[gate] * (1 - step.r[gate]);
        Cell.add(slope, layer.r()[layer.width() + gate], byState);
        Cell.add(slope, layer.w()[layer.width() + gate], byInput);
    }
}
