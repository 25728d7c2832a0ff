package io.understudy.agent.numeric;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.CommonOps_MT_DDRM;

/** Ridge regression on features, the last of which is constant, of the principal components of many answers. */
public final class ComponentRegression {
    private static final double RIDGE = 1e-4;

    private final DMatrixRMaj squares;
    private final DMatrixRMaj products;
    private final DMatrixRMaj said;

    /** For rows of so many features and answers. */
    public ComponentRegression(int features, int answers) {
        this.squares = new DMatrixRMaj(features, features);
        this.products = new DMatrixRMaj(features, answers);
        this.said = new DMatrixRMaj(answers, answers);
    }

    /**
     * Takes more examples.
     *
     * @param features [examples × features]
     * @param answers [examples × answers]
     */
    public void add(DMatrixRMaj features, DMatrixRMaj answers) {
        CommonOps_MT_DDRM.multAddTransA(features, features, squares);
        CommonOps_MT_DDRM.multAddTransA(features, answers, products);
        CommonOps_MT_DDRM.multAddTransA(answers, answers, said);
    }

    /**
     * Fits.
     *
     * @param components how many, at most
     * @return [features][components]
     */
    public float[][] weights(int components, long seed) {
        int features = squares.numRows;
        DMatrixRMaj principal = TruncatedSvd.of(covariance(), components, seed).u();
        DMatrixRMaj projected = new DMatrixRMaj(features, principal.numCols);
        CommonOps_DDRM.mult(products, principal, projected);
        DMatrixRMaj ridged = squares.copy();
        for (int f = 0; f < features; f++) {
            ridged.set(f, f, squares.get(f, f) * (1 + RIDGE) + RIDGE);
        }
        DMatrixRMaj solved = new DMatrixRMaj(features, principal.numCols);
        CommonOps_DDRM.solve(ridged, projected, solved);
        float[][] weights = new float[features][principal.numCols];
        for (int f = 0; f < features; f++) {
            for (int c = 0; c < principal.numCols; c++) {
                weights[f][c] = (float) solved.get(f, c);
            }
        }
        return weights;
    }

    /** Of the answers: what the constant feature was multiplied with are their sums. */
    private DMatrixRMaj covariance() {
        int constant = squares.numRows - 1;
        double count = squares.get(constant, constant);
        DMatrixRMaj covariance = said.copy();
        for (int i = 0; i < said.numRows; i++) {
            for (int j = 0; j < said.numCols; j++) {
                double means = products.get(constant, i) / count * (products.get(constant, j) / count);
                covariance.set(i, j, said.get(i, j) / count - means);
            }
        }
        return covariance;
    }
}
