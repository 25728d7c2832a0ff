package io.understudy.streams.telemetry;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.streams.topic.Verdict.Stay;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Occupancy of, and transitions between, attractors in a micro-batch. */
public final class AttractorTraffic {
    private final List<String> ids;
    private Occupancy visits;
    private final Map<Transition, Long> transitions = new TreeMap<>();
    private final List<Integer> dwells = new ArrayList<>();

    /** From one place in the map to another. */
    record Transition(int from, int to) implements Comparable<Transition> {
        @Override
        public int compareTo(Transition other) {
            return from == other.from ? Integer.compare(to, other.to) : Integer.compare(from, other.from);
        }
    }

    /**
     * Nothing yet.
     *
     * @param ids of the attractors, in the order of their map
     */
    public AttractorTraffic(List<String> ids) {
        this.ids = List.copyOf(ids);
        this.visits = Occupancy.empty(ids.size());
    }

    /**
     * Adds a sequence.
     *
     * @param path places of attractors in the map, or {@link Assignment#NONE}
     * @param times how often it came
     */
    public void add(int[] path, int times) {
        visits = visits.plus(Occupancy.of(path, ids.size()).times(times));
        int last = Assignment.NONE;
        int begun = 0;
        for (int t = 0; t <= path.length; t++) {
            boolean ends = t == path.length || t > 0 && path[t] != path[t - 1];
            if (ends && t > 0 && path[t - 1] != Assignment.NONE) {
                dwells.addAll(Collections.nCopies(times, t - begun));
            }
            begun = ends ? t : begun;
            if (t < path.length && path[t] != Assignment.NONE) {
                if (last != Assignment.NONE && last != path[t]) {
                    transitions.merge(new Transition(last, path[t]), (long) times, Long::sum);
                }
                last = path[t];
            }
        }
    }

    /** A path, run by run. */
    public static List<Stay> stays(List<String> ids, int[] path) {
        List<Stay> stays = new ArrayList<>();
        int begun = 0;
        for (int t = 1; t <= path.length; t++) {
            if (t == path.length || path[t] != path[begun]) {
                stays.add(new Stay(
                        path[begun] == Assignment.NONE ? Assignment.NOWHERE : ids.get(path[begun]), t - begun));
                begun = t;
            }
        }
        return stays;
    }

    /** Steps at each attractor, and at none. */
    public Occupancy visits() {
        return visits;
    }

    List<String> ids() {
        return ids;
    }

    Map<Transition, Long> transitions() {
        return transitions;
    }

    /** Steps at an attractor without a break, each time. */
    List<Integer> dwells() {
        return dwells;
    }
}
