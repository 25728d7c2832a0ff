package io.understudy.agent.zoo;

import io.understudy.agent.fingerprint.Fingerprint;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What properties of networks are read out of: components of their answers to fixed probes and, where all have one,
 * rectified random combinations of their representations, since linear ones say much less (BENCHMARKS.md).
 */
final class NetworkFeatures {
    /** Log probabilities below this are all one. */
    private static final double LEAST_LOG = -8;

    /** Of answers, so that a large alphabet does not fill memory. */
    private static final int MOST_NUMBERS = 20_000;

    private final int probes;
    private final Components answers;
    private final Optional<RandomFeatures> representations;
    private final DMatrixRMaj known;

    private NetworkFeatures(
            int probes, Components answers, Optional<RandomFeatures> representations, List<Fingerprint> networks) {
        this.probes = probes;
        this.answers = answers;
        this.representations = representations;
        this.known = representations
                .map(random -> CommonOps_DDRM.concatColumns(
                        answers.known(),
                        new DMatrixRMaj(networks.stream()
                                .map(one -> random.of(one.representation()))
                                .toArray(double[][]::new)),
                        null))
                .orElse(answers.known());
    }

    /** Of networks that were all queried with so many fixed probes. */
    static NetworkFeatures among(List<Fingerprint> networks, int common) {
        int probes = fitting(networks.get(0).answers().subList(0, common));
        Components answers = Components.among(networks.stream()
                .map(one -> logs(one.answers().subList(0, probes)))
                .toArray(double[][]::new));
        List<float[]> representations =
                networks.stream().map(Fingerprint::representation).toList();
        return new NetworkFeatures(
                probes,
                answers,
                representations.stream().allMatch(Objects::nonNull)
                        ? Optional.of(RandomFeatures.among(representations))
                        : Optional.empty(),
                networks);
    }

    private static int fitting(List<float[][]> answers) {
        int numbers = 0;
        int probes = 0;
        while (probes < answers.size() && (probes == 0 || numbers < MOST_NUMBERS)) {
            numbers += answers.get(probes).length * answers.get(probes)[0].length;
            probes++;
        }
        return probes;
    }

    /** How many of the fixed probes are used, the first ones. */
    int probes() {
        return probes;
    }

    /** Whether {@link #of} needs a representation. */
    boolean represented() {
        return representations.isPresent();
    }

    /** Of the networks, [networks × features]. */
    DMatrixRMaj known() {
        return known;
    }

    /** Of one more network. */
    double[] of(List<float[][]> said, float[] representation) {
        DoubleStream own = DoubleStream.of(answers.of(logs(said)));
        return representations
                .map(random -> DoubleStream.concat(own, DoubleStream.of(random.of(representation))))
                .orElse(own)
                .toArray();
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
