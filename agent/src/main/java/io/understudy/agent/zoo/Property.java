package io.understudy.agent.zoo;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.numeric.HeldOutRidge;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A property of known networks as a target of regression: the number itself, or a column of zeros and ones for each
 * word.
 *
 * @param words in the order of columns; empty of numbers
 * @param values of the networks
 * @param targets [networks × columns]
 */
record Property(String name, List<String> words, List<String> values, DMatrixRMaj targets) {
    private static final String NUMBER = "[-+]?\\d{1,25}(\\.\\d{1,25})?([eE][-+]?\\d{1,2})?";

    /** None where hardly any two networks share a word: it names them. */
    static Optional<Property> of(String name, List<String> values) {
        int n = values.size();
        if (values.stream().allMatch(value -> value.matches(NUMBER))) {
            DMatrixRMaj targets = new DMatrixRMaj(n, 1);
            for (int i = 0; i < n; i++) {
                targets.set(i, 0, Double.parseDouble(values.get(i)));
            }
            return Optional.of(new Property(name, List.of(), values, targets));
        }
        List<String> words = values.stream().distinct().sorted().toList();
        if (words.size() > n / 2) {
            return Optional.empty();
        }
        DMatrixRMaj targets = new DMatrixRMaj(n, words.size());
        for (int i = 0; i < n; i++) {
            targets.set(i, words.indexOf(values.get(i)), 1);
        }
        return Optional.of(new Property(name, words, values, targets));
    }

    /** Of a network with these features. */
    Prediction predicted(HeldOutRidge.Fit fit, double[] features) {
        return words.isEmpty()
                ? number(fit, fit.of(features)[0])
                : word(fit, words.get(Ranking.first(fit.of(features))));
    }

    private Prediction number(HeldOutRidge.Fit fit, double predicted) {
        int n = values.size();
        double mean = CommonOps_DDRM.elementSum(targets) / n;
        double error = 0;
        double squares = 0;
        double spread = 0;
        for (int i = 0; i < n; i++) {
            double difference = fit.heldOut().get(i, 0) - targets.get(i, 0);
            error += Math.abs(difference) / n;
            squares += difference * difference;
            spread += (targets.get(i, 0) - mean) * (targets.get(i, 0) - mean);
        }
        return new Prediction(
                name,
                String.format(Locale.ROOT, "%.4g", predicted),
                n,
                spread == 0 ? null : 1 - squares / spread,
                error,
                null,
                null);
    }

    private Prediction word(HeldOutRidge.Fit fit, String predicted) {
        int n = values.size();
        long right = IntStream.range(0, n)
                .filter(i -> {
                    double[] said = CommonOps_DDRM.extractRow(fit.heldOut(), i, null).data;
                    return words.get(Ranking.first(said)).equals(values.get(i));
                })
                .count();
        long most = words.stream()
                .mapToLong(word -> Collections.frequency(values, word))
                .max()
                .orElseThrow();
        return new Prediction(name, predicted, n, null, null, (double) right / n, (double) most / n);
    }
}
