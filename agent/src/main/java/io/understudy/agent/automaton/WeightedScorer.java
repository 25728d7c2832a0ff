package io.understudy.agent.automaton;

import io.understudy.agent.automaton.WeightedAutomaton.LogOdds;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.automaton.WeightedAutomaton.Series;
import io.understudy.agent.kernel.Rows;
import io.understudy.agent.word.SortedWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates a weighted automaton. The forward vector is divided by its largest entry at every step: the ratios that a
 * distribution is made of stay, and long words neither underflow nor, with a spectral radius above 1, overflow.
 */
final class WeightedScorer implements Scorer {
    private static final double LARGEST_LOG_SCALE = 100;
    private static final double LEAST_LOG = -100;

    private final double[] initial;
    /** Rows of each symbol's matrix. */
    private final double[][][] transitions;
    /** [r][columns]: one product gives a whole row of an answer. */
    private final double[][] readout;

    private final int columns;
    private final boolean everyPrefix;
    private final boolean logOdds;
    private final Optional<Series> series;
    private final double[][][] seriesTransitions;
    private final double[] background;
    private final boolean hasBackground;

    WeightedScorer(WeightedAutomaton automaton) {
        int rank = automaton.states();
        this.initial = automaton.initial();
        this.transitions = rows(automaton.transitions(), rank);
        this.columns = automaton.columns();
        this.readout = Rows.of(readout(automaton), 0, rank, columns);
        this.everyPrefix = automaton.readout() instanceof NextSymbol;
        this.logOdds = automaton.readout() instanceof LogOdds;
        this.background = automaton.readout() instanceof NextSymbol next ? next.background() : new double[columns];
        this.hasBackground = Arrays.stream(background).anyMatch(share -> share > 0);
        this.series = automaton.readout() instanceof NextSymbol next ? next.series() : Optional.empty();
        this.seriesTransitions =
                series.map(own -> rows(own.transitions(), own.initial().length)).orElse(new double[0][][]);
    }

    private static double[][][] rows(double[][] matrices, int rank) {
        return Arrays.stream(matrices)
                .map(matrix -> Rows.of(matrix, 0, rank, rank))
                .toArray(double[][][]::new);
    }

    /**
     * What gives a row of an answer, [r · columns], row-major: A_σ · total for each symbol and stop, or the classes.
     */
    static double[] readout(WeightedAutomaton automaton) {
        int rank = automaton.states();
        int columns = automaton.columns();
        double[] readout = new double[rank * columns];
        for (int column = 0; column < columns; column++) {
            double[] values = column(automaton, column);
            for (int i = 0; i < rank; i++) {
                readout[i * columns + column] = values[i];
            }
        }
        return readout;
    }

    private static double[] column(WeightedAutomaton automaton, int column) {
        if (!(automaton.readout() instanceof NextSymbol next)) {
            return WeightedAutomaton.classWeights(automaton.readout())[column];
        }
        if (column == automaton.symbols()) {
            return next.stop();
        }
        int rank = automaton.states();
        double[] values = new double[rank];
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                values[i] += automaton.transitions()[column][i * rank + j] * next.total()[j];
            }
        }
        return values;
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
            Rows.times(state, seriesTransitions[symbol], next);
            double[] swap = state;
            state = next;
            next = swap;
        }
        double weight = 0;
        for (int i = 0; i < state.length; i++) {
            weight += state[i] * own.stop()[i];
        }
        return Series.believed(weight, conditional, own.trust());
    }

    @Override
    public Answer answer(int[] word) {
        return answers(SortedWords.of(List.<int[]>of(word))).get(0);
    }

    /** What an automaton is at and says after a prefix. */
    private record Step(double[] state, double logScale, double[] row, boolean settled) {}

    /** States and rows after a common beginning are computed once. */
    @Override
    public List<Answer> answers(SortedWords words) {
        List<Answer> answers = new ArrayList<>(words.size());
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            int[] word = words.words().get(i);
            int known = i == 0 ? 0 : words.common()[i] + 1;
            steps.subList(known, steps.size()).clear();
            for (int t = known; t <= word.length; t++) {
                steps.add(t == 0 ? step(initial, 0) : step(steps.get(t - 1), word[t - 1]));
            }
            List<Step> said = everyPrefix ? steps : steps.subList(word.length, word.length + 1);
            int negative = (int) said.stream().filter(step -> !step.settled()).count();
            answers.add(new Answer(said.stream().map(Step::row).toArray(double[][]::new), negative));
        }
        return answers;
    }

    private Step step(Step before, int symbol) {
        double[] state = new double[initial.length];
        Rows.times(before.state(), transitions[symbol], state);
        return step(state, before.logScale() + Math.log(scale(state)));
    }

    private Step step(double[] state, double logScale) {
        double[] row = new double[columns];
        Rows.times(state, readout, row);
        double[] said = logOdds ? softmax(row, logScale) : row;
        return new Step(state, logScale, said, settled(row));
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

    /** What a row would be without any scaling, as logarithms of weights; far apart they are as good as certain. */
    private static double[] softmax(double[] row, double logScale) {
        double scale = Math.exp(Math.min(LARGEST_LOG_SCALE, logScale));
        double top = Arrays.stream(row).max().orElseThrow();
        for (int c = 0; c < row.length; c++) {
            row[c] = Math.exp(Math.max(LEAST_LOG, (row[c] - top) * scale));
        }
        return row;
    }

    /** Divides a vector by its largest entry, and says what that was; 1 if it is all zeros. */
    private static double scale(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (!(largest > 0)) {
            return 1;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= largest;
        }
        return largest;
    }
}
