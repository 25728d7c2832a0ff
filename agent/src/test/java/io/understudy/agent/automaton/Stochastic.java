package io.understudy.agent.automaton;

import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import java.util.Optional;
import java.util.Random;

/** Random probabilistic automata, and what they say by definition. */
public final class Stochastic {
    private Stochastic() {}

    /** Every state goes on or stops with probabilities that sum to one; total is therefore a vector of ones. */
    public static WeightedAutomaton automaton(int rank, int symbols, Random random) {
        double[] initial = new double[rank];
        double[][] transitions = new double[symbols][rank * rank];
        double[] stop = new double[rank];
        double[] total = new double[rank];
        double sum = 0;
        for (int i = 0; i < rank; i++) {
            initial[i] = random.nextDouble() + 0.01;
            sum += initial[i];
            total[i] = 1;
            stop[i] = 0.2 + random.nextDouble();
            double out = stop[i];
            for (int symbol = 0; symbol < symbols; symbol++) {
                for (int j = 0; j < rank; j++) {
                    double weight = Math.pow(random.nextDouble(), 4);
                    transitions[symbol][i * rank + j] = weight;
                    out += weight;
                }
            }
            stop[i] /= out;
            for (int symbol = 0; symbol < symbols; symbol++) {
                for (int j = 0; j < rank; j++) {
                    transitions[symbol][i * rank + j] /= out;
                }
            }
        }
        for (int i = 0; i < rank; i++) {
            initial[i] /= sum;
        }
        return new WeightedAutomaton(
                initial, transitions, new NextSymbol(total, stop, Optional.empty(), new double[symbols + 1]));
    }

    /** The forward vector after a word, unscaled. */
    public static double[] forward(WeightedAutomaton automaton, int[] word) {
        int rank = automaton.states();
        double[] state = automaton.initial();
        for (int symbol : word) {
            double[] next = new double[rank];
            for (int i = 0; i < rank; i++) {
                for (int j = 0; j < rank; j++) {
                    next[j] += state[i] * automaton.transitions()[symbol][i * rank + j];
                }
            }
            state = next;
        }
        return state;
    }

    /** The distribution after a word, by its definition; the end is the last entry. */
    public static double[] conditional(WeightedAutomaton automaton, int[] word) {
        double[] state = forward(automaton, word);
        NextSymbol next = (NextSymbol) automaton.readout();
        double[] row = new double[automaton.columns()];
        for (int symbol = 0; symbol < automaton.symbols(); symbol++) {
            int[] longer = java.util.Arrays.copyOf(word, word.length + 1);
            longer[word.length] = symbol;
            row[symbol] = dot(forward(automaton, longer), next.total()) / dot(state, next.total());
        }
        row[automaton.symbols()] = dot(state, next.stop()) / dot(state, next.total());
        return row;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
