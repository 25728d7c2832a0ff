package io.understudy.agent.spectral;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.Classes;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.automaton.WeightedAutomaton.Readout;
import io.understudy.agent.model.Task;
import io.understudy.agent.numeric.TruncatedSvd;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Solves Hankel blocks for a weighted automaton (Balle et al. 2014, section 4; Eyraud & Ayache 2020): with W H ≈ U D
 * Vᵀ, W the rows' importance, and (W H V)⁺ = D⁻¹ Uᵀ,
 *
 * <pre>α = Vᵀ H[ε, ·],  A_σ = (W H V)⁺ W H_σ V,  ω = (W H V)⁺ W H[·, ε].</pre>
 *
 * The solution of rank r is the leading part of that of any higher rank, so one decomposition serves all ranks.
 */
public final class SpectralSolver {
    /** The highest rank that a solution is requested. */
    public static final int HIGHEST_RANK = 140;

    /** Directions weaker than this, relative to the strongest, are the float noise of the model's answers. */
    private static final double NOISE = 1e-9;

    private final WeightedAutomaton full;

    private SpectralSolver(WeightedAutomaton full) {
        this.full = full;
    }

    /**
     * @param most the highest rank that will be requested
     * @param seed of the decomposition, where it is randomised
     */
    public static SpectralSolver solve(HankelBlocks blocks, Task task, int most, long seed) {
        TruncatedSvd svd = TruncatedSvd.of(weighted(blocks, blocks.rows()), most, seed);
        double[] values = Arrays.stream(svd.values())
                .filter(value -> value > NOISE * svd.values()[0])
                .toArray();
        int rank = Math.max(1, values.length);
        DMatrixRMaj v = CommonOps_DDRM.extract(svd.v(), 0, svd.v().numRows, 0, rank);
        DMatrixRMaj inverse = new DMatrixRMaj(rank, blocks.rows().length);
        for (int i = 0; i < rank; i++) {
            for (int p = 0; p < inverse.numCols; p++) {
                inverse.set(i, p, svd.u().get(p, i) / svd.values()[i]);
            }
        }
        double[][] transitions = IntStream.range(0, blocks.shifted().length)
                .parallel()
                .mapToObj(symbol -> transition(blocks, symbol, inverse, v))
                .toArray(double[][]::new);
        double[] initial = new double[rank];
        for (int i = 0; i < rank; i++) {
            for (int c = 0; c < v.numRows; c++) {
                initial[i] += blocks.rows()[0][c] * v.get(c, i);
            }
        }
        return new SpectralSolver(new WeightedAutomaton(initial, transitions, readout(blocks, task, inverse)));
    }

    private static double[] transition(HankelBlocks blocks, int symbol, DMatrixRMaj inverse, DMatrixRMaj v) {
        double[][] rows = blocks.shifted()[symbol];
        int[] there =
                IntStream.range(0, rows.length).filter(p -> rows[p] != null).toArray();
        DMatrixRMaj block = new DMatrixRMaj(there.length, blocks.columns());
        DMatrixRMaj left = new DMatrixRMaj(inverse.numRows, there.length);
        for (int k = 0; k < there.length; k++) {
            int p = there[k];
            for (int c = 0; c < blocks.columns(); c++) {
                block.set(k, c, blocks.importance()[p] * rows[p][c]);
            }
            for (int i = 0; i < inverse.numRows; i++) {
                left.set(i, k, inverse.get(i, p));
            }
        }
        DMatrixRMaj projected = new DMatrixRMaj(there.length, v.numCols);
        DMatrixRMaj result = new DMatrixRMaj(inverse.numRows, v.numCols);
        if (there.length > 0) {
            CommonOps_DDRM.mult(block, v, projected);
            CommonOps_DDRM.mult(left, projected, result);
        }
        return result.getData();
    }

    private static Readout readout(HankelBlocks blocks, Task task, DMatrixRMaj inverse) {
        int kinds = blocks.columns() / blocks.suffixes();
        double[][] weights = new double[kinds][inverse.numRows];
        for (int kind = 0; kind < kinds; kind++) {
            for (int i = 0; i < inverse.numRows; i++) {
                for (int p = 0; p < inverse.numCols; p++) {
                    weights[kind][i] +=
                            inverse.get(i, p) * blocks.importance()[p] * blocks.rows()[p][kind * blocks.suffixes()];
                }
            }
        }
        return task == Task.CLASSIFIER
                ? new Classes(weights)
                : new NextSymbol(
                        weights[kinds - 1], weights[0], Optional.empty(), new double[blocks.shifted().length + 1]);
    }

    private static DMatrixRMaj weighted(HankelBlocks blocks, double[][] rows) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows.length, blocks.columns());
        for (int p = 0; p < rows.length; p++) {
            for (int c = 0; c < blocks.columns(); c++) {
                matrix.set(p, c, blocks.importance()[p] * rows[p][c]);
            }
        }
        return matrix;
    }

    /** The highest rank there is: how many directions stand out of the noise. */
    public int highestRank() {
        return full.states();
    }

    /** The automaton of a rank up to {@link #highestRank()}. */
    public WeightedAutomaton ofRank(int rank) {
        int size = full.states();
        double[][] transitions = new double[full.symbols()][rank * rank];
        for (int symbol = 0; symbol < transitions.length; symbol++) {
            for (int i = 0; i < rank; i++) {
                System.arraycopy(full.transitions()[symbol], i * size, transitions[symbol], i * rank, rank);
            }
        }
        Readout readout = full.readout() instanceof NextSymbol next
                ? new NextSymbol(
                        Arrays.copyOf(next.total(), rank),
                        Arrays.copyOf(next.stop(), rank),
                        Optional.empty(),
                        next.background())
                : new Classes(Arrays.stream(((Classes) full.readout()).weights())
                        .map(weights -> Arrays.copyOf(weights, rank))
                        .toArray(double[][]::new));
        return new WeightedAutomaton(Arrays.copyOf(full.initial(), rank), transitions, readout);
    }
}
