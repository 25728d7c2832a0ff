package io.understudy.agent.dynamics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks for attractors that form a line or a plane under one constant symbol. A slow point is none: what comes to it
 * stays near one place. A limit cycle is none: the network does not rest on it.
 */
public final class ContinuousSetSearch {
    /** Units of spread: states that are nearer than this are side by side. */
    static final double BESIDE = 0.35;

    private static final int STEPS = 200;
    /** Units of spread in a step: less is rest. */
    private static final double REST = 2e-3;
    /** Units of spread: a set that is smaller is a point. */
    private static final double LEAST_DIAMETER = 0.5;

    private static final int LEAST_POINTS = 8;
    /** Units of spread: points that are nearer than this are one. */
    private static final double SAME = 0.02;
    /** An eigenvalue along the set differs from 1 by less. */
    private static final double ALONG = 0.05;

    private static final int LOOKS = 7;

    private final StateMap map;
    private final int symbol;
    private final double spread;
    private final FixedPoints points;

    /**
     * @param symbol that is held
     * @param spread root mean square distance of states from their mean
     */
    public ContinuousSetSearch(StateMap map, int symbol, double spread) {
        this.map = map;
        this.symbol = symbol;
        this.spread = spread;
        this.points = new FixedPoints(map, symbol);
    }

    /** Runs from each of some states, and sees how those lie that have come to rest. */
    public List<ContinuousSet> from(List<double[]> starts) {
        List<double[]> resting = starts.parallelStream()
                .map(this::settled)
                .filter(state -> points.speed(state) < REST * spread)
                .toList();
        return groups(resting).stream()
                .map(this::described)
                .flatMap(Optional::stream)
                .toList();
    }

    private double[] settled(double[] start) {
        double[] state = start;
        for (int step = 0; step < STEPS; step++) {
            state = map.next(state, symbol);
        }
        return state;
    }

    /** States that are linked by others side by side. */
    private List<List<double[]>> groups(List<double[]> states) {
        List<List<double[]>> groups = new ArrayList<>();
        List<double[]> left = new ArrayList<>(states);
        while (!left.isEmpty()) {
            List<double[]> group = new ArrayList<>();
            Deque<double[]> open = new ArrayDeque<>(List.of(left.remove(left.size() - 1)));
            while (!open.isEmpty()) {
                double[] state = open.poll();
                group.add(state);
                left.removeIf(other -> States.distance(state, other) < BESIDE * spread && open.add(other));
            }
            groups.add(group);
        }
        return groups;
    }

    private int distinct(List<double[]> group) {
        List<double[]> apart = new ArrayList<>();
        for (double[] state : group) {
            if (apart.stream().noneMatch(other -> States.distance(state, other) < SAME * spread)) {
                apart.add(state);
            }
        }
        return apart.size();
    }

    private Optional<ContinuousSet> described(List<double[]> group) {
        double diameter = 0;
        for (double[] a : group) {
            for (double[] b : group) {
                diameter = Math.max(diameter, States.distance(a, b) / spread);
            }
        }
        if (distinct(group) < LEAST_POINTS || diameter < LEAST_DIAMETER) {
            return Optional.empty();
        }
        List<double[]> looks = IntStream.range(0, LOOKS)
                .mapToObj(i -> group.get(i * (group.size() - 1) / (LOOKS - 1)))
                .toList();
        int dimension = (int) looks.stream()
                .mapToLong(state -> points.eigenvaluesNearOne(state, ALONG))
                .sorted()
                .toArray()[LOOKS / 2];
        double eigenvalue = looks.stream()
                .mapToDouble(state -> points.spectralRadius(List.of(state)))
                .sorted()
                .toArray()[LOOKS / 2];
        return dimension == 0
                ? Optional.empty()
                : Optional.of(new ContinuousSet(symbol, dimension, eigenvalue, diameter, List.copyOf(group)));
    }
}
