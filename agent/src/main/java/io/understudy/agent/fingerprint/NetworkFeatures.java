package io.understudy.agent.fingerprint;

import java.util.List;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What properties of networks are read out of: components of their answers to fixed probes, and of their
 * representations, where all have one.
 */
final class NetworkFeatures {
    /** Log probabilities below this are all one. */
    private static final double LEAST_LOG = -8;

    private final Components answers;
    private final Components representations;

    private NetworkFeatures(Components answers, Components representations) {
        this.answers = answers;
        this.representations = representations;
    }

    /** Of networks that were all queried with so many fixed probes. */
    static NetworkFeatures among(List<Fingerprint> networks, int probes) {
        Components answers = Components.among(networks.stream()
                .map(one -> logs(one.answers().subList(0, probes)))
                .toArray(double[][]::new));
        boolean represented = networks.stream().map(Fingerprint::representation).allMatch(Objects::nonNull);
        return new NetworkFeatures(
                answers,
                represented
                        ? Components.among(networks.stream()
                                .map(one -> doubles(one.representation()))
                                .toArray(double[][]::new))
                        : null);
    }

    /** Whether {@link #of} needs a representation. */
    boolean represented() {
        return representations != null;
    }

    /** Of the networks, [networks × features]. */
    DMatrixRMaj known() {
        return represented()
                ? CommonOps_DDRM.concatColumns(answers.known(), representations.known(), null)
                : answers.known();
    }

    /** Of one more network. */
    double[] of(List<float[][]> said, float[] representation) {
        DoubleStream own = DoubleStream.of(answers.of(logs(said)));
        return represented()
                ? DoubleStream.concat(own, DoubleStream.of(representations.of(doubles(representation))))
                        .toArray()
                : own.toArray();
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
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
