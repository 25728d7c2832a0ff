package io.understudy.agent.automaton;

import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import java.util.Optional;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;

/** A weighted automaton says the same in every basis. */
public final class ChangeOfBasis {
    private ChangeOfBasis() {}

    /** The same automaton in a random basis. */
    public static WeightedAutomaton of(WeightedAutomaton automaton, Random random) {
        int rank = automaton.states();
        DMatrixRMaj basis = RandomMatrices_DDRM.orthogonal(rank, rank, random);
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                basis.set(i, j, basis.get(i, j) * (1 + i));
            }
        }
        DMatrixRMaj inverse = new DMatrixRMaj(rank, rank);
        CommonOps_DDRM.invert(basis, inverse);
        double[][] transitions = new double[automaton.symbols()][];
        for (int symbol = 0; symbol < transitions.length; symbol++) {
            DMatrixRMaj matrix = new DMatrixRMaj(rank, rank, true, automaton.transitions()[symbol]);
            transitions[symbol] = times(times(inverse, matrix), basis).getData();
        }
        NextSymbol next = (NextSymbol) automaton.readout();
        return new WeightedAutomaton(
                times(new DMatrixRMaj(1, rank, true, automaton.initial()), basis)
                        .getData(),
                transitions,
                new NextSymbol(
                        times(inverse, new DMatrixRMaj(rank, 1, true, next.total()))
                                .getData(),
                        times(inverse, new DMatrixRMaj(rank, 1, true, next.stop()))
                                .getData(),
                        Optional.empty(),
                        next.background()));
    }

    private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, product);
        return product;
    }
}
