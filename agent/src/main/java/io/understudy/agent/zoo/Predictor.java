package io.understudy.agent.zoo;

import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.InteractiveProbes;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.numeric.HeldOutRidge;
import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        NetworkFeatures learned =
                NetworkFeatures.among(networks.stream().map(comparable::get).toList(), probes);
        List<int[]> words = comparable.get(networks.get(0)).probes().subList(0, learned.probes());
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
        List<Property> read = wanted.stream()
                .flatMap(property ->
                        Property.of(
                                property,
                                networks.stream()
                                        .map(name -> of(name).get(property))
                                        .toList())
                                .stream())
                .toList();
        List<HeldOutRidge.Fit> fits =
                ridge.fit(read.stream().map(Property::targets).toList());
        return IntStream.range(0, read.size()).mapToObj(i -> read.get(i).predicted(fits.get(i), features));
    }
}
