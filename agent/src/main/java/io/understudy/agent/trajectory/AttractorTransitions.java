package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Occupancy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts transitions between attractors along sequences. */
final class AttractorTransitions {
    private static final int WORD = 3;

    private final int attractors;
    private final List<Occupancy> bySequence = new ArrayList<>();
    private final Map<Transition, Map<Integer, Long>> transitions = new HashMap<>();
    private final List<Map<List<Integer>, Long>> words = new ArrayList<>();

    /** From one attractor to another. */
    record Transition(int from, int to) {}

    AttractorTransitions(int attractors) {
        this.attractors = attractors;
        for (int a = 0; a < attractors; a++) {
            words.add(new HashMap<>());
        }
    }

    void add(int[] word, int[] path) {
        int last = Assignment.NONE;
        for (int t = 0; t < path.length; t++) {
            if (path[t] == Assignment.NONE || path[t] == last) {
                continue;
            }
            if (last != Assignment.NONE) {
                transitions
                        .computeIfAbsent(new Transition(last, path[t]), transition -> new TreeMap<>())
                        .merge(word[t], 1L, Long::sum);
            }
            List<Integer> led = Arrays.stream(word, Math.max(0, t + 1 - WORD), t + 1)
                    .boxed()
                    .toList();
            words.get(path[t]).merge(led, 1L, Long::sum);
            last = path[t];
        }
        bySequence.add(Occupancy.of(path, attractors));
    }

    /** The visits of each sequence. */
    List<Occupancy> bySequence() {
        return bySequence;
    }

    /** The transitions taken, and at which symbol how often. */
    Map<Transition, Map<Integer, Long>> transitions() {
        return transitions;
    }

    /** How sequences that came to an attractor ended, the most frequent first. */
    List<List<Integer>> words(int attractor, int most) {
        return words.get(attractor).entrySet().stream()
                .sorted(Map.Entry.<List<Integer>, Long>comparingByValue().reversed())
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The visits of all sequences. */
    Occupancy all() {
        return bySequence.stream().reduce(Occupancy.empty(attractors), Occupancy::plus);
    }
}
