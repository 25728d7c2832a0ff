package io.understudy.agent.spectral;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.model.Task;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * The published spectral solution (Balle et al. 2014; Eyraud & Ayache 2020): of the weights of whole words, every row
 * of the Hankel matrix as it is; conditional distributions follow from prefix weights Σ_s f(ws) = αᵀ A_w (I − Σ_σ
 * A_σ)⁻¹ ω. From a spectral radius of 1 up that sum does not converge, and what the inverse gives is no prefix weight.
 */
public final class StringSeries {
    private final SpectralSolver spectral;

    /** Of the blocks that a language model's answers filled, up to some rank. */
    public StringSeries(HankelBlocks blocks, int most, long seed) {
        this.spectral = SpectralSolver.solve(blocks.series(), Task.LANGUAGE_MODEL, most, seed);
    }

    /** The highest rank there is. */
    public int highestRank() {
        return spectral.highestRank();
    }

    /** The automaton of a rank; empty where I − Σ_σ A_σ is singular. */
    public Optional<WeightedAutomaton> ofRank(int rank) {
        WeightedAutomaton series = spectral.ofRank(rank);
        DMatrixRMaj matrix = CommonOps_DDRM.identity(rank);
        for (double[] transition : series.transitions()) {
            for (int i = 0; i < transition.length; i++) {
                matrix.data[i] -= transition[i];
            }
        }
        NextSymbol next = (NextSymbol) series.readout();
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.lu(rank);
        DMatrixRMaj total = new DMatrixRMaj(rank, 1);
        if (!solver.setA(matrix)) {
            return Optional.empty();
        }
        solver.solve(new DMatrixRMaj(rank, 1, true, next.stop()), total);
        return Optional.of(
                series.with(new NextSymbol(total.getData(), next.stop(), Optional.empty(), next.background())));
    }
}
