package io.understudy.agent.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.Test;

class TruncatedSvdTest {
    @Test
    void theRandomisedDecompositionFindsTheSameSpectrum() {
        Random random = new Random(1);
        int size = 600;
        int rank = 30;
        DMatrixRMaj u = RandomMatrices_DDRM.orthogonal(size, rank, random);
        DMatrixRMaj v = RandomMatrices_DDRM.orthogonal(size, rank, random);
        double[] values = new double[rank];
        for (int i = 0; i < rank; i++) {
            values[i] = Math.pow(0.8, i);
            for (int row = 0; row < size; row++) {
                u.set(row, i, u.get(row, i) * values[i]);
            }
        }
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        CommonOps_DDRM.multTransB(u, v, matrix);
        TruncatedSvd found = TruncatedSvd.of(matrix, 20, 7);
        assertThat(found.values()).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(found.values()[i]).isCloseTo(values[i], within(1e-6));
        }
    }
}
