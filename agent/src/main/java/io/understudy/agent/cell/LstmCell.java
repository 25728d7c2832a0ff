package io.understudy.agent.cell;

import io.understudy.agent.model.RecurrentLayers.Layer;

/** c' = f ∘ c + i ∘ g, h' = o ∘ tanh c'. */
public record LstmCell(Layer layer) implements Cell {
    @Override
    public int width() {
        return 2 * layer.width();
    }

    /** What a step computes: the gates, the candidate and the new cell state, each [width]. */
    public record Step(double[] i, double[] o, double[] f, double[] g, double[] c) {}

    /** A step from a state, h followed by c. */
    public Step step(double[] x, double[] state) {
        int width = layer.width();
        double[][] gates = new double[4][width];
        for (int gate = 0; gate < gates.length; gate++) {
            for (int k = 0; k < width; k++) {
                int row = gate * width + k;
                double sum = Cell.dot(layer.w()[row], x)
                        + layer.wb()[row]
                        + Cell.dot(layer.r()[row], state)
                        + layer.rb()[row];
                gates[gate][k] = gate == 3 ? Math.tanh(sum) : Cell.sigmoid(sum);
            }
        }
        double[] c = new double[width];
        for (int k = 0; k < width; k++) {
            c[k] = gates[2][k] * state[width + k] + gates[0][k] * gates[3][k];
        }
        return new Step(gates[0], gates[1], gates[2], gates[3], c);
    }

    @Override
    public double[] next(double[] x, double[] state) {
        int width = layer.width();
        Step step = step(x, state);
        double[] next = new double[2 * width];
        for (int k = 0; k < width; k++) {
            next[k] = step.o[k] * Math.tanh(step.c[k]);
            next[width + k] = step.c[k];
        }
        return next;
    }

    @Override
    public Derivative derivative(double[] x, double[] state) {
        int width = layer.width();
        Step step = step(x, state);
        double[][] byState = new double[2 * width][2 * width];
        double[][] byInput = new double[2 * width][x.length];
        for (int k = 0; k < width; k++) {
            double[] cByState = byState[width + k];
            double[] cByInput = byInput[width + k];
            both(k, step.g[k] * step.i[k] * (1 - step.i[k]), cByState, cByInput);
            both(2 * width + k, state[width + k] * step.f[k] * (1 - step.f[k]), cByState, cByInput);
            both(3 * width + k, step.i[k] * (1 - step.g[k] * step.g[k]), cByState, cByInput);
            cByState[width + k] += step.f[k];
            double squashed = Math.tanh(step.c[k]);
            double byC = step.o[k] * (1 - squashed * squashed);
            for (int j = 0; j < cByState.length; j++) {
                byState[k][j] = byC * cByState[j];
            }
            for (int j = 0; j < cByInput.length; j++) {
                byInput[k][j] = byC * cByInput[j];
            }
            both(width + k, squashed * step.o[k] * (1 - step.o[k]), byState[k], byInput[k]);
        }
        return new Derivative(byState, byInput);
    }

    private void both(int row, double factor, double[] byState, double[] byInput) {
        Cell.add(factor, layer.r()[row], byState);
        Cell.add(factor, layer.w()[row], byInput);
    }
}
