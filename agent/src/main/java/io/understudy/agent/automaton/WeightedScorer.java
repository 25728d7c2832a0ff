package io.understudy.agent.automaton;

import io.understudy.agent.automaton.WeightedAutomaton.Classes;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.automaton.WeightedAutomaton.Series;
import java.util.Arrays;
import java.util.Optional;

/**
 * Evaluates a weighted automaton. The forward vector is divided by its largest entry at every step: the ratios that a
 * distribution is made of stay, and long words neither underflow nor, with a spectral radius above 1, overflow.
 */
final class WeightedScorer implements Scorer {
    private final int rank;
    private final double[] initial;
    private final double[][] transitions;
    /** [r · columns], row-major: one product gives a whole row of an answer. */
    private final double[] readout;

    private final int columns;
    private final boolean everyPrefix;
    private final Optional<Series> series;
    private final double[] background;
    private final boolean hasBackground;

    WeightedScorer(WeightedAutomaton automaton) {
        this.rank = automaton.states();
        this.initial = automaton.initial();
        this.transitions = automaton.transitions();
        this.columns = automaton.columns();
        this.readout = new double[rank * columns];
        this.everyPrefix = automaton.readout() instanceof NextSymbol;
        this.background = automaton.readout() instanceof NextSymbol next ? next.background() : new double[columns];
        this.hasBackground = Arrays.stream(background).anyMatch(share -> share > 0);
        this.series = automaton.readout() instanceof NextSymbol next ? next.series() : Optional.empty();
        if (automaton.readout() instanceof NextSymbol next) {
            for (int symbol = 0; symbol < columns - 1; symbol++) {
                fill(symbol, product(transitions[symbol], next.total()));
            }
            fill(columns - 1, next.stop());
        } else if (automaton.readout() instanceof Classes classes) {
            for (int c = 0; c < columns; c++) {
                fill(c, classes.weights()[c]);
            }
        }
    }

    private void fill(int column, double[] values) {
        for (int i = 0; i < rank; i++) {
            readout[i * columns + column] = values[i];
        }
    }

    private double[] product(double[] matrix, double[] vector) {
        double[] result = new double[rank];
        for (int i = 0; i < rank; i++) {
            double sum = 0;
            for (int j = 0; j < rank; j++) {
                sum += matrix[i * rank + j] * vector[j];
            }
            result[i] = sum;
        }
        return result;
    }

    @Override
    public double weight(int[] word, double conditional) {
        if (series.isEmpty()) {
            return conditional;
        }
        Series own = series.get();
        double[] state = own.initial().clone();
        double[] next = new double[state.length];
        for (int symbol : word) {
            double[] moved = times(state, own.transitions()[symbol], state.length, next);
            next = state;
            state = moved;
        }
        double weight = 0;
        for (int i = 0; i < state.length; i++) {
            weight += state[i] * own.stop()[i];
        }
        return Series.believed(weight, conditional, own.trust());
    }

    @Override
    public Answer answer(int[] word) {
        double[][] rows = new double[everyPrefix ? word.length + 1 : 1][];
        int negative = 0;
        double[] state = initial.clone();
        double[] next = new double[rank];
        for (int t = 0; t <= word.length; t++) {
            if (everyPrefix || t == word.length) {
                double[] row = times(state, readout, columns, new double[columns]);
                rows[everyPrefix ? t : 0] = row;
                negative += settled(row) ? 0 : 1;
            }
            if (t < word.length) {
                double[] moved = scaled(times(state, transitions[word[t]], rank, next));
                next = state;
                state = moved;
            }
        }
        return new Answer(rows, negative);
    }

    /** Puts the background behind a row; false if something in it was not positive. */
    private boolean settled(double[] row) {
        double positive = 0;
        boolean all = true;
        for (double weight : row) {
            positive += Math.max(0, weight);
            all &= weight > 0;
        }
        if (hasBackground) {
            double factor = positive > 0 && positive < Double.POSITIVE_INFINITY ? 1 / positive : 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = Math.max(0, row[i]) * factor + background[i];
            }
        }
        return all;
    }

    private double[] times(double[] vector, double[] matrix, int width, double[] result) {
        Arrays.fill(result, 0);
        for (int i = 0; i < vector.length; i++) {
            double factor = vector[i];
            int row = i * width;
            for (int j = 0; j < width; j++) {
                result[j] += factor * matrix[row + j];
            }
        }
        return result;
    }

    private double[] scaled(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest > 0) {
            double factor = 1 / largest;
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= factor;
            }
        }
        return vector;
    }
}
