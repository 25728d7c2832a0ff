package io.understudy.agent.refine;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A weighted automaton of a language model as one vector that a gradient can be taken for: initial [r], stop [r], then
 * each symbol's transition matrix [r · r]. The total weights stay as they are; they only fix a basis.
 */
final class AutomatonParameters {
    private static final double SMALLEST_SPREAD = 1e-9;
    /** A forward vector that grew so far is on its way to infinity, and says nothing of the scale of the others. */
    private static final double ASTRAY = 100;

    final int rank;
    final int symbols;
    final double[] total;
    final double[] values;

    private AutomatonParameters(int rank, int symbols, double[] total, double[] values) {
        this.rank = rank;
        this.symbols = symbols;
        this.total = total;
        this.values = values;
    }

    static AutomatonParameters of(WeightedAutomaton automaton) {
        int rank = automaton.states();
        NextSymbol next = (NextSymbol) automaton.readout();
        AutomatonParameters parameters = new AutomatonParameters(
                rank,
                automaton.symbols(),
                next.total().clone(),
                new double[2 * rank + automaton.symbols() * rank * rank]);
        System.arraycopy(automaton.initial(), 0, parameters.values, 0, rank);
        System.arraycopy(next.stop(), 0, parameters.values, parameters.stop(), rank);
        for (int symbol = 0; symbol < automaton.symbols(); symbol++) {
            System.arraycopy(
                    automaton.transitions()[symbol], 0, parameters.values, parameters.transition(symbol), rank * rank);
        }
        return parameters;
    }

    WeightedAutomaton automaton() {
        double[][] transitions = new double[symbols][];
        for (int symbol = 0; symbol < symbols; symbol++) {
            transitions[symbol] = Arrays.copyOfRange(values, transition(symbol), transition(symbol + 1));
        }
        return new WeightedAutomaton(
                Arrays.copyOf(values, rank),
                transitions,
                new NextSymbol(
                        total.clone(),
                        Arrays.copyOfRange(values, stop(), 2 * rank),
                        Optional.empty(),
                        new double[symbols + 1]));
    }

    /** Whether no value is negative and no weight can become so. */
    boolean positive() {
        return Arrays.stream(values).allMatch(value -> value >= 0)
                && Arrays.stream(total).allMatch(value -> value >= 0);
    }

    /** Where the stop weights begin in the vector. */
    int stop() {
        return rank;
    }

    /** Where a symbol's transition matrix begins in the vector. */
    int transition(int symbol) {
        return 2 * rank + symbol * rank * rank;
    }

    /** y = xᵀA_σ. */
    void move(double[] x, int symbol, double[] y) {
        Arrays.fill(y, 0);
        for (int i = 0, at = transition(symbol); i < rank; i++, at += rank) {
            double factor = x[i];
            for (int j = 0; j < rank; j++) {
                y[j] += factor * values[at + j];
            }
        }
    }

    /**
     * Changes the basis so that every coordinate of the forward vector has about the same spread over the words: steps
     * of one size then suit all parameters. What the automaton computes stays the same.
     */
    void level(List<int[]> words) {
        double[] squares = new double[rank];
        long count = 0;
        for (int[] word : words) {
            double[] x = Arrays.copyOf(values, rank);
            double[] y = new double[rank];
            for (int t = 0; t <= word.length; t++) {
                if (!normalised(x)) {
                    break;
                }
                for (int i = 0; i < rank; i++) {
                    squares[i] += x[i] * x[i];
                }
                count++;
                if (t < word.length) {
                    move(x, word[t], y);
                    double[] swap = x;
                    x = y;
                    y = swap;
                }
            }
        }
        for (int i = 0; i < rank; i++) {
            rescale(i, Math.sqrt(squares[i] / Math.max(1, count)) + SMALLEST_SPREAD);
        }
    }

    /** Divides by the prefix weight; false if there is none or the vector has gone astray. */
    private boolean normalised(double[] x) {
        double weight = 0;
        for (int i = 0; i < rank; i++) {
            weight += x[i] * total[i];
        }
        double largest = 0;
        for (int i = 0; i < rank; i++) {
            x[i] /= weight;
            largest = Math.max(largest, Math.abs(x[i]));
        }
        return weight > 0 && largest < ASTRAY;
    }

    private void rescale(int i, double spread) {
        values[i] /= spread;
        values[stop() + i] *= spread;
        total[i] *= spread;
        for (int symbol = 0; symbol < symbols; symbol++) {
            int at = transition(symbol);
            for (int j = 0; j < rank; j++) {
                values[at + i * rank + j] *= spread;
                values[at + j * rank + i] /= spread;
            }
        }
    }
}
