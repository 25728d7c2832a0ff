package io.understudy.agent.bench;

import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.Identification;
import io.understudy.agent.fingerprint.Identification.Order;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How many probes it takes to identify a network that hides a key of k symbols among all of its kind: interactive
 * probing, where the next probe depends on the answers, against fixed probes in a random order.
 */
public final class ProbingBench {
    private final int mostKeys;
    private final long seed;

    /**
     * How much is tried.
     *
     * @param mostKeys of more keys, as many are drawn
     */
    public ProbingBench(int mostKeys, long seed) {
        this.mostKeys = mostKeys;
        this.seed = seed;
    }

    /**
     * Probes of one way.
     *
     * @param mean over keys
     * @param most for any of them
     */
    public record Probes(double mean, int most) {}

    /**
     * What was found for one length.
     *
     * @param symbols of the key, k
     * @param networks known, one for each key
     * @param keys of them that were identified
     * @param least probes that a fixed set must hold so that it identifies every key: one for each beginning of k - 1
     *     symbols, since no other tells which symbol comes last
     */
    public record Row(int symbols, int networks, int keys, Probes interactive, Probes fixed, int least) {}

    /** Identifies networks with keys of a length. */
    public Row of(int symbols, Progress progress) {
        int networks = 1 << symbols;
        List<int[]> probes = new ArrayList<>();
        for (int i = 0; i < networks; i += KeyNetwork.SYMBOLS) {
            probes.add(word(i, symbols));
        }
        Random random = new Random(seed);
        Collections.shuffle(probes, random);
        TreeMap<String, Fingerprint> known = new TreeMap<>();
        for (int i = 0; i < networks; i++) {
            progress.report("asking", i, networks);
            try (OnnxModel model = OnnxModel.open(KeyNetwork.hiding(word(i, symbols)), 1)) {
                known.put(model.manifest().id(), fingerprint(model, probes));
            }
        }
        List<Integer> chosen =
                new ArrayList<>(IntStream.range(0, networks).boxed().toList());
        Collections.shuffle(chosen, random);
        int keys = Math.min(mostKeys, networks);
        int[] interactive = new int[keys];
        int[] fixed = new int[keys];
        for (int i = 0; i < keys; i++) {
            progress.report("identifying", i, keys);
            try (OnnxModel model = OnnxModel.open(KeyNetwork.hiding(word(chosen.get(i), symbols)), 1)) {
                interactive[i] = probes(model, known, Order.ADAPTIVE);
                fixed[i] = probes(model, known, Order.FIXED);
            }
        }
        return new Row(symbols, networks, keys, summary(interactive), summary(fixed), probes.size());
    }

    private static int probes(OnnxModel model, TreeMap<String, Fingerprint> known, Order order) {
        Identification found = Identification.of(model, known, order);
        if (!found.names().equals(List.of(model.manifest().id()))) {
            throw new IllegalStateException(
                    "%s was taken for %s".formatted(model.manifest().id(), found.names()));
        }
        return found.probes();
    }

    private static Probes summary(int[] probes) {
        return new Probes(
                Arrays.stream(probes).average().orElse(0),
                Arrays.stream(probes).max().orElse(0));
    }

    private static Fingerprint fingerprint(OnnxModel model, List<int[]> probes) {
        return new Fingerprint(
                model.manifest().id(),
                model.sha256(),
                model.task(),
                model.alphabet().symbols(),
                model.columns(),
                probes,
                probes.size(),
                model.query(probes),
                null,
                0,
                0,
                null);
    }

    /** The digits of a number, the first symbol its highest. */
    private static int[] word(int number, int symbols) {
        return IntStream.range(0, symbols)
                .map(i -> number >> (symbols - 1 - i) & 1)
                .toArray();
    }
}
