package io.understudy.agent.attribution;

import io.understudy.agent.cell.Cell;
import io.understudy.agent.cell.Cell.Derivative;
import io.understudy.agent.model.Oracle;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gradient times input: the derivative of the log ratio by what a symbol feeds the lowest layer, times what it feeds. A
 * baseline: the parts do not sum to the log ratio.
 */
final class GradientTimesInput implements Attribution {
    private final DoublePrecisionNetwork network;

    private GradientTimesInput(DoublePrecisionNetwork network) {
        this.network = network;
    }

    /** Empty unless the network can be followed from its weights; RNN, GRU and LSTM can. */
    static Optional<GradientTimesInput> of(Oracle oracle) {
        return DoublePrecisionNetwork.of(oracle).map(GradientTimesInput::new);
    }

    @Override
    public AttributionMethod score() {
        return AttributionMethod.GRADIENT;
    }

    @Override
    public List<AnswerAttribution> of(List<int[]> words) {
        return words.stream().map(this::explained).toList();
    }

    private AnswerAttribution explained(int[] word) {
        double[][] fed = network.fed(word);
        double[][] states = new double[fed.length + 1][];
        states[0] = network.start();
        for (int t = 0; t < fed.length; t++) {
            states[t + 1] = network.next(states[t], fed[t]);
        }
        return (one, other) -> contributions(word, fed, states, one, other);
    }

    private Contributions contributions(int[] word, double[][] fed, double[][] states, int one, int other) {
        double[] weights = network.between(one, other);
        double[] byState = new double[states[0].length];
        int top = network.top().width();
        System.arraycopy(weights, 0, byState, byState.length - top, weights.length);
        double[] parts = new double[fed.length];
        for (int t = fed.length - 1; t >= 0; t--) {
            double[] byInput = new double[fed[t].length];
            byState = backwards(states[t], fed[t], byState, byInput);
            for (int k = 0; k < byInput.length; k++) {
                parts[t] += byInput[k] * fed[t][k];
            }
        }
        return Contributions.of(parts, network.before(), word.length, network.biasBetween(one, other));
    }

    /** From the derivative by the next state to that by this one; what is by the input goes into the last argument. */
    private double[] backwards(double[] state, double[] input, double[] byNext, double[] byInput) {
        List<Cell> cells = network.cells();
        double[] next = network.next(state, input);
        double[] byState = new double[state.length];
        double[] fromAbove = new double[0];
        int to = state.length;
        for (int l = cells.size() - 1; l >= 0; l--) {
            Cell cell = cells.get(l);
            int at = to - cell.width();
            double[] x = l == 0 ? input : below(next, cells.get(l - 1), at);
            Derivative derivative = cell.derivative(x, Arrays.copyOfRange(state, at, to));
            double[] byX = l == 0 ? byInput : new double[x.length];
            for (int i = 0; i < cell.width(); i++) {
                double factor = byNext[at + i] + (i < fromAbove.length ? fromAbove[i] : 0);
                add(factor, derivative.byState()[i], byState, at);
                add(factor, derivative.byInput()[i], byX, 0);
            }
            fromAbove = byX;
            to = at;
        }
        return byState;
    }

    private static double[] below(double[] next, Cell lower, int at) {
        int from = at - lower.width();
        return Arrays.copyOfRange(next, from, from + lower.visible());
    }

    private static void add(double factor, double[] row, double[] to, int at) {
        for (int j = 0; j < row.length; j++) {
            to[at + j] += factor * row[j];
        }
    }
}
