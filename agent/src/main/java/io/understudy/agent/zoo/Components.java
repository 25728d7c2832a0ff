package io.understudy.agent.zoo;

import io.understudy.agent.numeric.TruncatedSvd;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Vectors of known networks, each number by its mean and spread over the networks, along the directions in which these
 * differ most. All of them together are of the size of one.
 *
 * @param means [numbers]
 * @param spreads [numbers]
 * @param directions [numbers × components]
 * @param known [networks × components]
 */
record Components(double[] means, double[] spreads, DMatrixRMaj directions, DMatrixRMaj known) {
    private static final int MOST = 256;
    /** What varies less is the same in all networks. */
    private static final double LEAST_SPREAD = 1e-2;

    private static final long SEED = 1;

    /** Of vectors, which are changed. */
    static Components among(double[][] networks) {
        int n = networks.length;
        int width = networks[0].length;
        double[] means = new double[width];
        double[] spreads = new double[width];
        for (int f = 0; f < width; f++) {
            for (double[] one : networks) {
                means[f] += one[f] / n;
            }
            for (double[] one : networks) {
                spreads[f] += (one[f] - means[f]) * (one[f] - means[f]) / n;
            }
            spreads[f] = Math.max(LEAST_SPREAD, Math.sqrt(spreads[f])) * Math.sqrt(width);
            for (double[] one : networks) {
                one[f] = (one[f] - means[f]) / spreads[f];
            }
        }
        DMatrixRMaj all = new DMatrixRMaj(networks);
        DMatrixRMaj directions = TruncatedSvd.of(all, MOST, SEED).v();
        DMatrixRMaj known = new DMatrixRMaj(n, directions.numCols);
        CommonOps_DDRM.mult(all, directions, known);
        return new Components(means, spreads, directions, known);
    }

    /** One more network. */
    double[] of(double[] vector) {
        double[] found = new double[directions.numCols];
        for (int f = 0; f < vector.length; f++) {
            double value = (vector[f] - means[f]) / spreads[f];
            for (int c = 0; c < found.length; c++) {
                found[c] += value * directions.get(f, c);
            }
        }
        return found;
    }
}
