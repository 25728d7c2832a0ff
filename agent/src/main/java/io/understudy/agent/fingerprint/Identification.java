package io.understudy.agent.fingerprint;

import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Identifies a network among known ones with as few probes as possible. In the adaptive order the next probe is the
 * one that distinguishes most of the remaining candidates: interactive probing (Herrmann, Faccio & Schmidhuber 2024)
 * without training, among networks whose answers are known.
 *
 * @param names of the candidates that remain, the nearest first; empty if none does
 * @param candidates how many known networks take the same words and answer in the same columns
 * @param probes how many it took
 * @param separable whether further probes could have distinguished what remains
 */
public record Identification(List<String> names, int candidates, int probes, boolean separable) {
    /** Of more candidates, some stand for all when a probe is chosen. */
    private static final int MOST_COMPARED = 100;

    /** In which order probes are put. */
    public enum Order {
        /** The one first on which the remaining candidates disagree most. */
        ADAPTIVE,
        /** As they are in the fingerprints. */
        FIXED
    }

    /** Identifies a network. */
    public static Identification of(OnnxModel model, SortedMap<String, Fingerprint> known, Order order) {
        SortedMap<String, Fingerprint> candidates = new TreeMap<>(known);
        candidates
                .values()
                .removeIf(one -> !one.comparable(model.task(), model.alphabet().symbols(), model.columns()));
        List<String> remaining = new ArrayList<>(candidates.keySet());
        int common =
                candidates.values().stream().mapToInt(Fingerprint::fixed).min().orElse(0);
        List<Integer> unused =
                new ArrayList<>(IntStream.range(0, common).boxed().toList());
        List<Integer> used = new ArrayList<>();
        List<float[][]> said = new ArrayList<>();
        while (remaining.size() > 1 && !unused.isEmpty()) {
            List<Fingerprint> those =
                    spread(remaining).stream().map(candidates::get).toList();
            Integer next = order == Order.FIXED ? unused.get(0) : mostInformative(those, unused);
            if (separated(those, next) == 0 && order == Order.ADAPTIVE) {
                break;
            }
            unused.remove(next);
            used.add(next);
            float[][] answer =
                    model.query(List.of(those.get(0).probes().get(next))).get(0);
            said.add(answer);
            remaining.removeIf(name ->
                    AnswerDistance.totalVariation(candidates.get(name).answers().get(next), answer) > Match.CLOSE);
        }
        remaining.sort(Comparator.comparingDouble(name -> AnswerDistance.distance(
                used.stream().map(candidates.get(name).answers()::get).toList(), said)));
        List<Fingerprint> those =
                spread(remaining).stream().map(candidates::get).toList();
        return new Identification(
                List.copyOf(remaining),
                candidates.size(),
                used.size(),
                unused.stream().anyMatch(probe -> separated(those, probe) > 0));
    }

    private static List<String> spread(List<String> names) {
        int step = 1 + (names.size() - 1) / MOST_COMPARED;
        return IntStream.range(0, names.size())
                .filter(i -> i % step == 0)
                .mapToObj(names::get)
                .toList();
    }

    private static Integer mostInformative(List<Fingerprint> candidates, List<Integer> probes) {
        return probes.stream()
                .max(Comparator.comparingLong(probe -> separated(candidates, probe)))
                .orElseThrow();
    }

    /** How many pairs of candidates a probe distinguishes. */
    private static long separated(List<Fingerprint> candidates, int probe) {
        long pairs = 0;
        for (int a = 0; a < candidates.size(); a++) {
            for (int b = a + 1; b < candidates.size(); b++) {
                double distance = AnswerDistance.totalVariation(
                        candidates.get(a).answers().get(probe),
                        candidates.get(b).answers().get(probe));
                pairs += distance > Match.CLOSE ? 1 : 0;
            }
        }
        return pairs;
    }
}
