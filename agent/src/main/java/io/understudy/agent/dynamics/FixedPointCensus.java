package io.understudy.agent.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Counts the fixed points under one constant symbol, those that attract and those that do not, and says whether some
 * are missing: a smooth map of a box into itself, as that of tanh cells, GRUs and LSTMs, has fixed points whose signs of
 * det(I − J) add up to 1 if none is degenerate (Brouwer's degree). While those found do not, the search goes on: from
 * chords between them, from scaled states, and from anywhere in the box around them. What is missing in pairs of
 * opposite signs does not show.
 */
public final class FixedPointCensus {
    /** Starts of Newton's method in a round, times the square of the width, for all symbols together. */
    private static final long MOST_WORK = 1_500_000;

    private static final int LEAST_STARTS = 2;
    private static final int MOST_STARTS = 600;
    private static final int MOST_ROUNDS = 8;
    private static final double[] CHORD = {0.5, 0.3, 0.7, -0.4, 1.4};
    private static final double[] SCALES = {0, 0.5, -0.5, 1.5, -1};
    /** The box is so much larger than what was seen. */
    private static final double WIDER = 1.5;

    private final StateMap map;
    private final int symbol;
    private final double spread;
    private final int starts;
    private final FixedPoints points;
    private final Random random;

    /**
     * The fixed points that were found.
     *
     * @param unseen attract, and no run ended there
     * @param saddles do not attract
     * @param points all of them, those that were known too
     * @param index sum of the signs of det(I − J): 1 if none is missing
     */
    public record Census(List<LimitSet> unseen, List<LimitSet> saddles, int points, int index) {}

    /**
     * @param symbol that is held
     * @param spread root mean square distance of states from their mean
     * @param symbols that are held one after the other, and share the work
     */
    public FixedPointCensus(StateMap map, int symbol, double spread, int symbols, long seed) {
        this.map = map;
        this.symbol = symbol;
        this.spread = spread;
        long most = MOST_WORK / ((long) map.width() * map.width() * symbols);
        this.starts = (int) Math.max(LEAST_STARTS, Math.min(MOST_STARTS, most));
        this.points = new FixedPoints(map, symbol);
        this.random = new Random(seed + symbol);
    }

    /**
     * Counts.
     *
     * @param known limit sets that runs ended at, saddles among them
     * @param states that traffic leads to
     */
    public Census of(List<LimitSet> known, List<double[]> states) {
        List<LimitSet> found = new ArrayList<>();
        known.stream()
                .filter(place -> place.cycle().size() == 1
                        && place.lasts() == 0
                        && place.symbols().contains(symbol))
                .forEach(found::add);
        int before = found.size();
        search(found, chords(found, MOST_STARTS));
        int index = 0;
        boolean more = true;
        for (int round = 0; round < MOST_ROUNDS && more; round++) {
            int count = found.size();
            List<double[]> from = chords(found, starts);
            from.addAll(anywhere(found, states));
            Collections.shuffle(from, random);
            search(found, from.subList(0, Math.min(starts, from.size())));
            index = index(found);
            more = index != 1 || found.size() > count;
        }
        List<LimitSet> unseen = found.subList(before, found.size()).stream()
                .filter(LimitSet::stable)
                .toList();
        List<LimitSet> saddles = found.stream().filter(place -> !place.stable()).toList();
        return new Census(unseen, saddles, found.size(), index);
    }

    private void search(List<LimitSet> found, List<double[]> from) {
        from.parallelStream()
                .map(start -> points.near(start, spread))
                .flatMap(Optional::stream)
                .map(point -> points.place(List.of(point)))
                .toList()
                .forEach(place -> LimitSet.merge(found, place, LimitSetSearch.SAME * spread));
    }

    private List<double[]> chords(List<LimitSet> found, int most) {
        List<double[]> chords = new ArrayList<>();
        int[] pairs = IntStream.range(0, found.size() * (found.size() - 1) / 2).toArray();
        for (double share : CHORD) {
            for (int pair : pairs) {
                if (chords.size() == most) {
                    return chords;
                }
                int b = (int) ((1 + Math.sqrt(1 + 8.0 * pair)) / 2);
                int a = pair - b * (b - 1) / 2;
                chords.add(States.between(
                        found.get(a).cycle().get(0), found.get(b).cycle().get(0), share));
            }
        }
        return chords;
    }

    /** Scaled states, and others from the box that they are in. */
    private List<double[]> anywhere(List<LimitSet> found, List<double[]> states) {
        List<double[]> seen = new ArrayList<>(states.subList(0, Math.min(states.size(), starts)));
        found.forEach(place -> seen.add(place.cycle().get(0)));
        double[] mean = States.mean(seen);
        List<double[]> from = new ArrayList<>();
        for (double scale : SCALES) {
            from.add(Arrays.stream(mean).map(value -> scale * value).toArray());
        }
        double[] reach = new double[map.width()];
        // What did not move so far may do so.
        Arrays.fill(reach, 2 * spread / Math.sqrt(reach.length));
        seen.forEach(state -> Arrays.setAll(reach, i -> Math.max(reach[i], Math.abs(state[i]))));
        for (int i = 0; i < starts; i++) {
            double[] state = seen.get(random.nextInt(seen.size()));
            double away = random.nextDouble();
            double[] start = new double[reach.length];
            Arrays.setAll(start, j -> (1 - away) * state[j] + away * WIDER * reach[j] * (2 * random.nextDouble() - 1));
            from.add(start);
        }
        return from;
    }

    private int index(List<LimitSet> found) {
        return found.stream()
                .mapToInt(place -> points.sign(place.cycle().get(0)))
                .sum();
    }
}
