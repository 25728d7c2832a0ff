package io.understudy.agent.fingerprint;

import io.understudy.agent.numeric.TruncatedSvd;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Answers of known networks as vectors: log probabilities, of which the least are all one, each by its mean and spread
 * over the networks, along the directions in which these differ most. All of them together are of the size of one.
 *
 * @param means [answers]
 * @param spreads [answers]
 * @param directions [answers × components]
 * @param known [networks × components]
 */
record AnswerComponents(double[] means, double[] spreads, DMatrixRMaj directions, DMatrixRMaj known) {
    private static final int MOST = 256;
    private static final double LEAST_LOG = -8;
    /** What varies less is the same in all networks. */
    private static final double LEAST_SPREAD = 1e-2;

    private static final long SEED = 1;

    /** Of the answers of networks to the same words. */
    static AnswerComponents among(List<List<float[][]>> networks) {
        double[][] answers = networks.stream().map(AnswerComponents::logs).toArray(double[][]::new);
        int n = answers.length;
        int width = answers[0].length;
        double[] means = new double[width];
        double[] spreads = new double[width];
        for (int f = 0; f < width; f++) {
            for (double[] one : answers) {
                means[f] += one[f] / n;
            }
            for (double[] one : answers) {
                spreads[f] += (one[f] - means[f]) * (one[f] - means[f]) / n;
            }
            spreads[f] = Math.max(LEAST_SPREAD, Math.sqrt(spreads[f])) * Math.sqrt(width);
            for (double[] one : answers) {
                one[f] = (one[f] - means[f]) / spreads[f];
            }
        }
        DMatrixRMaj all = new DMatrixRMaj(answers);
        DMatrixRMaj directions = TruncatedSvd.of(all, MOST, SEED).v();
        DMatrixRMaj known = new DMatrixRMaj(n, directions.numCols);
        CommonOps_DDRM.mult(all, directions, known);
        return new AnswerComponents(means, spreads, directions, known);
    }

    /** One more network. */
    double[] of(List<float[][]> answers) {
        double[] logs = logs(answers);
        double[] found = new double[directions.numCols];
        for (int f = 0; f < logs.length; f++) {
            double value = (logs[f] - means[f]) / spreads[f];
            for (int c = 0; c < found.length; c++) {
                found[c] += value * directions.get(f, c);
            }
        }
        return found;
    }

    private static double[] logs(List<float[][]> answers) {
        int width =
                answers.stream().mapToInt(rows -> rows.length * rows[0].length).sum();
        double[] logs = new double[width];
        int at = 0;
        for (float[][] rows : answers) {
            for (float[] row : rows) {
                for (float probability : row) {
                    logs[at++] = Math.max(LEAST_LOG, Math.log(probability));
                }
            }
        }
        return logs;
    }
}
