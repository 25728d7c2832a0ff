package io.understudy.agent.automaton;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.understudy.agent.kernel.Kernel;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A weighted automaton of rank r over n symbols: f(w) = αᵀ A_{w₁} … A_{w_k} ω (Balle et al. 2014).
 *
 * @param initial α, [r]
 * @param transitions A_σ for each symbol, [n][r · r], row-major: the next state is xᵀA_σ
 * @param readout what is read from a state
 */
public record WeightedAutomaton(double[] initial, double[][] transitions, Readout readout) implements Automaton {
    /** What is read from a forward vector. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = NextSymbol.class, name = "next-symbol"),
        @JsonSubTypes.Type(value = Classes.class, name = "classes"),
        @JsonSubTypes.Type(value = LogOdds.class, name = "log-odds")
    })
    public sealed interface Readout permits NextSymbol, Classes, LogOdds {}

    /**
     * A language model's: the weight of all that can follow, and of stopping here.
     *
     * @param total [r]; xᵀtotal is the prefix weight Σ_s f(ws)
     * @param stop [r]; xᵀstop is the weight of the word itself
     * @param series answers for the weight of whole words, where that is nearer to the model than what the conditional
     *     distributions multiply to
     * @param background [n + 1]; what is added to the normalised weights, once those below zero are set to zero: what
     *     the automaton has never seen is not impossible. Zeros leave the weights as they are, negative ones included
     */
    public record NextSymbol(double[] total, double[] stop, Optional<Series> series, double[] background)
            implements Readout {}

    /**
     * A weighted automaton of the word weights alone: f(w) = αᵀ A_{w₁} … A_{w_k} ω. Its spectral solution is all but
     * exact on the words of its basis, which are the likely ones; far from them it may be anything, so nothing
     * conditional is read from it.
     *
     * @param initial [q]
     * @param transitions [n][q · q]
     * @param stop [q]
     * @param trust how far f(w) may be from what the conditional distributions multiply to, as a share of that, and
     *     still be believed
     */
    public record Series(double[] initial, double[][] transitions, double[] stop, double trust) {
        /** A word's weight, where it is near enough to the conditional one; else that. */
        public static double believed(double weight, double conditional, double trust) {
            return Math.abs(weight - conditional) <= trust * conditional ? weight : conditional;
        }
    }

    /**
     * A classifier's: all classes share one forward space.
     *
     * @param weights [classes][r]
     */
    public record Classes(double[][] weights) implements Readout {}

    /**
     * A classifier's, as logarithms: the softmax of xᵀweights is the distribution over the classes. What a network adds
     * up symbol by symbol is linear here, and a step in its probabilities.
     *
     * @param weights [classes][r]
     */
    public record LogOdds(double[][] weights) implements Readout {}

    /** Checks that all dimensions fit. */
    public WeightedAutomaton {
        int rank = initial.length;
        require(rank > 0, "an automaton has at least one state");
        require(transitions.length > 0, "an automaton has at least one symbol");
        for (double[] transition : transitions) {
            require(transition.length == rank * rank, "every transition matrix is rank × rank");
        }
        if (readout instanceof NextSymbol next) {
            require(next.total().length == rank && next.stop().length == rank, "total and stop are [rank]");
        } else {
            double[][] weights = classWeights(readout);
            require(weights.length > 1, "a classifier has at least two classes");
            require(Arrays.stream(weights).allMatch(w -> w.length == rank), "the weights of a class are [rank]");
        }
    }

    /** Of a classifier's read-out, [classes][r]. */
    static double[][] classWeights(Readout readout) {
        return readout instanceof LogOdds odds ? odds.weights() : ((Classes) readout).weights();
    }

    /** The same states, read otherwise. */
    public WeightedAutomaton with(Readout other) {
        return new WeightedAutomaton(initial, transitions, other);
    }

    /** The rank r. */
    @Override
    public int states() {
        return initial.length;
    }

    @Override
    public int symbols() {
        return transitions.length;
    }

    @Override
    public int columns() {
        return readout instanceof NextSymbol ? symbols() + 1 : classWeights(readout).length;
    }

    @Override
    public Scorer scorer() {
        return new WeightedScorer(this);
    }

    @Override
    public Scorer compiled() {
        return CompiledAutomaton.possible(this) ? CompiledAutomaton.of(this, Kernel.best()) : scorer();
    }

    /**
     * The spectral radius of Σ_σ A_σ. From 1 up the weights of all words do not sum to anything finite; what is read
     * from a state, being ratios, stays as it is.
     */
    public double spectralRadius() {
        int rank = states();
        DMatrixRMaj sum = new DMatrixRMaj(rank, rank);
        for (double[] transition : transitions) {
            for (int i = 0; i < transition.length; i++) {
                sum.data[i] += transition[i];
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(rank, false);
        if (!eigen.decompose(sum)) {
            return Double.NaN;
        }
        return IntStream.range(0, eigen.getNumberOfEigenvalues())
                .mapToDouble(i -> eigen.getEigenvalue(i).getMagnitude())
                .max()
                .orElse(Double.NaN);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
