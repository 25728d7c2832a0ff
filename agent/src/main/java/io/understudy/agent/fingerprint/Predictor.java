package io.understudy.agent.fingerprint;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.numeric.HeldOutRidge;
import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Predicts properties of a network from its answers to probes, by ridge regression on known networks whose properties
 * are known: a linear read-out of a functional representation (Herrmann, Faccio & Schmidhuber 2024). How far it errs is
 * measured on known networks that are held out.
 */
public final class Predictor {
    /** Known networks of a property below which it is not predicted. */
    public static final int LEAST_NETWORKS = 10;

    private static final int MOST_NETWORKS = 5_000;

    private final SortedMap<String, Fingerprint> known;
    private final SortedMap<String, SortedMap<String, String>> properties;
    private final Optional<String> heldOutBy;

    /**
     * From known networks.
     *
     * @param properties of some of them
     * @param heldOutBy a property, such as the run of which snapshots were kept; networks that share it are held out
     *     together. Empty to hold out each by itself
     */
    public Predictor(
            SortedMap<String, Fingerprint> known,
            SortedMap<String, SortedMap<String, String>> properties,
            Optional<String> heldOutBy) {
        this.known = known;
        this.properties = properties;
        this.heldOutBy = heldOutBy;
    }

    /**
     * Predicts each property that enough networks have which take the same words.
     *
     * @throws InvalidInputException if no network has the property that they are to be held out by
     */
    public List<Prediction> of(OnnxModel model) {
        SortedMap<String, Fingerprint> comparable = new TreeMap<>(known);
        comparable
                .values()
                .removeIf(one -> !one.comparable(model.task(), model.alphabet().symbols(), model.columns()));
        TreeSet<String> names = new TreeSet<>();
        comparable.keySet().forEach(name -> names.addAll(of(name).keySet()));
        heldOutBy.ifPresent(by -> {
            if (!names.remove(by)) {
                throw new InvalidInputException(
                        "no known network over these symbols has the property '" + by + "' to be held out by");
            }
        });
        Map<List<String>, List<String>> byNetworks = new LinkedHashMap<>();
        for (String property : names) {
            List<String> having = comparable.keySet().stream()
                    .filter(name -> of(name).containsKey(property)
                            && heldOutBy.map(of(name)::containsKey).orElse(true))
                    .limit(MOST_NETWORKS)
                    .toList();
            if (having.size() >= LEAST_NETWORKS) {
                byNetworks.computeIfAbsent(having, some -> new ArrayList<>()).add(property);
            }
        }
        return byNetworks.entrySet().stream()
                .flatMap(entry -> predictions(model, comparable, entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Prediction::property))
                .toList();
    }

    private SortedMap<String, String> of(String name) {
        return properties.getOrDefault(name, Collections.emptySortedMap());
    }

    private Stream<Prediction> predictions(
            OnnxModel model, SortedMap<String, Fingerprint> comparable, List<String> networks, List<String> wanted) {
        int probes = networks.stream()
                .mapToInt(name -> comparable.get(name).fixed())
                .min()
                .orElseThrow();
        List<int[]> words = comparable.get(networks.get(0)).probes().subList(0, probes);
        NetworkFeatures learned =
                NetworkFeatures.among(networks.stream().map(comparable::get).toList(), probes);
        double[] features = learned.of(
                model.query(words),
                learned.represented() ? InteractiveProbes.ask(model).representation() : null);
        List<String> groups = networks.stream()
                .map(name -> heldOutBy.map(of(name)::get).orElse(name))
                .toList();
        List<String> distinct = groups.stream().distinct().toList();
        if (distinct.size() < 2) {
            return Stream.empty();
        }
        HeldOutRidge ridge = new HeldOutRidge(
                learned.known(), groups.stream().mapToInt(distinct::indexOf).toArray());
        return wanted.stream().flatMap(property -> {
            List<String> values =
                    networks.stream().map(name -> of(name).get(property)).toList();
            return values.stream().allMatch(Predictor::isNumber)
                    ? Stream.of(number(property, values, ridge, features))
                    : word(property, values, ridge, features).stream();
        });
    }

    private static boolean isNumber(String value) {
        return value.matches("[-+]?\\d{1,25}(\\.\\d{1,25})?([eE][-+]?\\d{1,2})?");
    }

    private static Prediction number(String property, List<String> values, HeldOutRidge ridge, double[] features) {
        int n = values.size();
        DMatrixRMaj targets = new DMatrixRMaj(n, 1);
        for (int i = 0; i < n; i++) {
            targets.set(i, 0, Double.parseDouble(values.get(i)));
        }
        HeldOutRidge.Fit fit = ridge.fit(targets);
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
                property,
                String.format(Locale.ROOT, "%.4g", fit.of(features)[0]),
                n,
                spread == 0 ? null : 1 - squares / spread,
                error,
                null,
                null);
    }

    /** None where hardly any two networks share a word: it names them. */
    private static Optional<Prediction> word(
            String property, List<String> values, HeldOutRidge ridge, double[] features) {
        List<String> words = values.stream().distinct().sorted().toList();
        int n = values.size();
        if (words.size() > n / 2) {
            return Optional.empty();
        }
        DMatrixRMaj targets = new DMatrixRMaj(n, words.size());
        for (int i = 0; i < n; i++) {
            targets.set(i, words.indexOf(values.get(i)), 1);
        }
        HeldOutRidge.Fit fit = ridge.fit(targets);
        long right = IntStream.range(0, n)
                .filter(i -> {
                    double[] said = CommonOps_DDRM.extractRow(fit.heldOut(), i, null).data;
                    return words.get(largest(said)).equals(values.get(i));
                })
                .count();
        long most = words.stream()
                .mapToLong(word -> Collections.frequency(values, word))
                .max()
                .orElseThrow();
        return Optional.of(new Prediction(
                property, words.get(largest(fit.of(features))), n, null, null, (double) right / n, (double) most / n));
    }

    private static int largest(double[] said) {
        return IntStream.range(0, said.length)
                .reduce((best, i) -> said[i] > said[best] ? i : best)
                .orElseThrow();
    }
}
