package io.understudy.agent.attribution;

import io.understudy.agent.cell.Cell;
import io.understudy.agent.cell.LstmCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The states of the highest LSTM layer along one word after the other; a shared prefix is computed once. */
final class LstmTrace {
    private final DoublePrecisionNetwork network;
    private final LstmCell top;
    private final List<double[]> fed = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    /**
     * One step of the highest layer, each [width].
     *
     * @param state of all layers after it
     * @param output the output gate
     * @param squashed tanh of the cell state
     */
    record Step(double[] state, double[] output, double[] forget, double[] cell, double[] squashed) {}

    LstmTrace(DoublePrecisionNetwork network) {
        this.network = network;
        this.top = (LstmCell) network.top();
    }

    /** A step for each symbol fed, {@code begin} and {@code end} included. */
    List<Step> along(int[] word) {
        double[][] inputs = network.fed(word);
        int shared = 0;
        while (shared < Math.min(inputs.length, fed.size()) && Arrays.equals(inputs[shared], fed.get(shared))) {
            shared++;
        }
        fed.subList(shared, fed.size()).clear();
        steps.subList(shared, steps.size()).clear();
        for (int t = shared; t < inputs.length; t++) {
            steps.add(step(t == 0 ? network.start() : steps.get(t - 1).state(), inputs[t]));
            fed.add(inputs[t]);
        }
        return List.copyOf(steps);
    }

    private Step step(double[] state, double[] input) {
        double[] next = new double[state.length];
        double[] x = input;
        int at = 0;
        for (Cell cell : network.cells()) {
            double[] own = Arrays.copyOfRange(state, at, at + cell.width());
            if (cell == top) {
                LstmCell.Step step = top.step(x, own);
                double[] squashed = Arrays.stream(step.c()).map(Math::tanh).toArray();
                for (int k = 0; k < squashed.length; k++) {
                    next[at + k] = step.o()[k] * squashed[k];
                    next[at + squashed.length + k] = step.c()[k];
                }
                return new Step(next, step.o(), step.f(), step.c(), squashed);
            }
            double[] layer = cell.next(x, own);
            System.arraycopy(layer, 0, next, at, layer.length);
            x = Arrays.copyOf(layer, cell.visible());
            at += cell.width();
        }
        throw new IllegalStateException("the highest layer is one of the layers");
    }
}
