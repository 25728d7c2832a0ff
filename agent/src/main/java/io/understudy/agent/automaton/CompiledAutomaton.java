package io.understudy.agent.automaton;

import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.kernel.Kernel;
import io.understudy.agent.kernel.Kernel.Matrix;
import io.understudy.agent.word.SortedWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A language model's weighted automaton compiled for speed: single precision, padded matrices, the read-out of all
 * next symbols as one matrix with the columns A_σ · total and stop. Only for automata without a negative weight, where
 * nothing cancels and every sum keeps the precision of its terms.
 */
public final class CompiledAutomaton implements Scorer {
    private final Scorer exact;
    private final float[] initial;
    private final Matrix[] transitions;
    private final Matrix readout;
    private final int columns;
    private final Kernel kernel;
    /** What the automaton's own weights have of a distribution, and the background's part of each symbol. */
    private final float share;

    private final float[] background;
    /** The distribution where the automaton knows nothing. */
    private final float[] unknown;

    private CompiledAutomaton(WeightedAutomaton automaton, NextSymbol next, Kernel kernel) {
        int rank = automaton.states();
        this.exact = automaton.scorer();
        this.columns = automaton.columns();
        this.transitions = Arrays.stream(automaton.transitions())
                .map(transition -> kernel.matrix(transition, rank, rank))
                .toArray(Matrix[]::new);
        this.readout = kernel.matrix(WeightedScorer.readout(automaton), rank, columns);
        this.initial = floats(automaton.initial(), transitions[0].paddedWidth());
        this.kernel = kernel;
        double behind = DoubleStream.of(next.background()).sum();
        this.share = (float) (1 / (1 + behind));
        this.background = floats(scaled(next.background(), 1 / (1 + behind)), stride());
        this.unknown = floats(scaled(next.background(), behind > 0 ? 1 / behind : 0), stride());
    }

    /** Whether an automaton can be compiled. */
    static boolean possible(WeightedAutomaton automaton) {
        return automaton.readout() instanceof NextSymbol
                && DoubleStream.concat(
                                DoubleStream.of(automaton.initial()),
                                DoubleStream.concat(
                                        DoubleStream.of(WeightedScorer.readout(automaton)),
                                        Arrays.stream(automaton.transitions()).flatMapToDouble(DoubleStream::of)))
                        .allMatch(weight -> weight >= 0);
    }

    /**
     * Compiles an automaton.
     *
     * @throws IllegalArgumentException if a weight is negative, or the automaton is a classifier's
     */
    public static CompiledAutomaton of(WeightedAutomaton automaton, Kernel kernel) {
        if (!possible(automaton)) {
            throw new IllegalArgumentException(
                    "only a language model's automaton without negative weights can be compiled");
        }
        return new CompiledAutomaton(automaton, (NextSymbol) automaton.readout(), kernel);
    }

    /** How far two distributions lie apart in what {@link #distributions} gives. */
    public int stride() {
        return readout.paddedWidth();
    }

    /**
     * The distribution of the next symbol after each prefix, the empty and the whole word included.
     *
     * @return [length + 1][stride], row-major, the symbols and the end and then padding; each row sums to one, or is
     *     all zeros where the automaton knows nothing
     */
    public float[] distributions(int[] word) {
        int stride = stride();
        float[] result = new float[(word.length + 1) * stride];
        float[] state = initial.clone();
        float[] next = new float[state.length];
        float[] row = new float[stride];
        for (int t = 0; t <= word.length; t++) {
            float scale = distribution(state, row, result, t * stride);
            if (t < word.length) {
                // Divided by its prefix weight at every step, the vector of a long word does not underflow.
                transitions[word[t]].times(state, scale, next);
                float[] swap = state;
                state = next;
                next = swap;
            }
        }
        return result;
    }

    /** Writes what a state says, and gives what the state is to be multiplied by. */
    private float distribution(float[] state, float[] row, float[] to, int at) {
        readout.times(state, 1, row);
        float scale = kernel.distribution(row, share, background, to, at);
        if (scale == 0) {
            System.arraycopy(unknown, 0, to, at, row.length);
        }
        return scale;
    }

    /** States and rows after a common beginning are computed once. */
    @Override
    public List<Answer> answers(SortedWords words) {
        int longest = words.words().stream().mapToInt(word -> word.length).max().orElse(0);
        float[][] states = new float[longest + 1][initial.length];
        float[] scales = new float[longest + 1];
        float[] row = new float[stride()];
        float[] distribution = new float[stride()];
        double[][] before = new double[0][];
        List<Answer> answers = new ArrayList<>(words.size());
        for (int i = 0; i < words.size(); i++) {
            int[] word = words.words().get(i);
            double[][] rows = Arrays.copyOf(before, word.length + 1);
            for (int t = i == 0 ? 0 : words.common()[i] + 1; t <= word.length; t++) {
                if (t == 0) {
                    states[0] = initial.clone();
                } else {
                    transitions[word[t - 1]].times(states[t - 1], scales[t - 1], states[t]);
                }
                scales[t] = distribution(states[t], row, distribution, 0);
                rows[t] = doubles(distribution, 0);
            }
            answers.add(new Answer(rows, unknown(rows)));
            before = rows;
        }
        return answers;
    }

    private double[] doubles(float[] distributions, int at) {
        double[] row = new double[columns];
        for (int s = 0; s < columns; s++) {
            row[s] = distributions[at + s];
        }
        return row;
    }

    /** Rows of zeros. */
    private static int unknown(double[][] rows) {
        int unknown = 0;
        for (double[] row : rows) {
            double sum = 0;
            for (double probability : row) {
                sum += probability;
            }
            unknown += sum > 0 ? 0 : 1;
        }
        return unknown;
    }

    @Override
    public Answer answer(int[] word) {
        float[] distributions = distributions(word);
        double[][] rows = new double[word.length + 1][];
        Arrays.setAll(rows, t -> doubles(distributions, t * stride()));
        return new Answer(rows, unknown(rows));
    }

    @Override
    public double weight(int[] word, double conditional) {
        return exact.weight(word, conditional);
    }

    private static double[] scaled(double[] values, double factor) {
        return DoubleStream.of(values).map(value -> value * factor).toArray();
    }

    private static float[] floats(double[] values, int length) {
        float[] floats = new float[length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
