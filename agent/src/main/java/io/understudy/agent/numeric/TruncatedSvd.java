package io.understudy.agent.numeric;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * The leading part of a singular value decomposition, M ≈ U diag(values) Vᵀ.
 *
 * @param u [rows × k]
 * @param values [k], falling
 * @param v [columns × k]
 */
public record TruncatedSvd(DMatrixRMaj u, double[] values, DMatrixRMaj v) {
    /** Below this size the full decomposition takes less than a second. */
    private static final int SMALL = 500;

    private static final int OVERSAMPLING = 10;
    /** Fewer lose the tail of the spectrum. */
    private static final int POWER_STEPS = 2;

    /**
     * Decomposes a matrix.
     *
     * @param k how many singular values, at most
     * @param seed of the random projection, which is used where the matrix is large and k is not
     */
    public static TruncatedSvd of(DMatrixRMaj matrix, int k, long seed) {
        int smaller = Math.min(matrix.numRows, matrix.numCols);
        int wanted = Math.min(k, smaller);
        if (smaller <= SMALL || wanted + OVERSAMPLING > smaller / 2) {
            return full(matrix, wanted);
        }
        // Halko, Martinsson & Tropp 2011, algorithms 4.4 and 5.1.
        DMatrixRMaj sketch = product(
                matrix, RandomMatrices_DDRM.rectangle(matrix.numCols, wanted + OVERSAMPLING, -1, 1, new Random(seed)));
        DMatrixRMaj range = orthonormal(sketch);
        for (int step = 0; step < POWER_STEPS; step++) {
            DMatrixRMaj back = new DMatrixRMaj(matrix.numCols, range.numCols);
            CommonOps_DDRM.multTransA(matrix, range, back);
            range = orthonormal(product(matrix, orthonormal(back)));
        }
        DMatrixRMaj small = new DMatrixRMaj(range.numCols, matrix.numCols);
        CommonOps_DDRM.multTransA(range, matrix, small);
        TruncatedSvd projected = full(small, wanted);
        return new TruncatedSvd(product(range, projected.u), projected.values, projected.v);
    }

    private static TruncatedSvd full(DMatrixRMaj matrix, int k) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, true, true, true);
        if (!svd.decompose(matrix.copy())) {
            throw new ArithmeticException("the singular value decomposition of a matrix of %d by %d did not converge"
                    .formatted(matrix.numRows, matrix.numCols));
        }
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj w = svd.getW(null);
        DMatrixRMaj v = svd.getV(null, false);
        SingularOps_DDRM.descendingOrder(u, false, w, v, false);
        double[] values = new double[k];
        for (int i = 0; i < k; i++) {
            values[i] = w.get(i, i);
        }
        return new TruncatedSvd(
                CommonOps_DDRM.extract(u, 0, u.numRows, 0, k), values, CommonOps_DDRM.extract(v, 0, v.numRows, 0, k));
    }

    private static DMatrixRMaj orthonormal(DMatrixRMaj matrix) {
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
        qr.decompose(matrix.copy());
        return qr.getQ(null, true);
    }

    private static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj result = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, result);
        return result;
    }
}
