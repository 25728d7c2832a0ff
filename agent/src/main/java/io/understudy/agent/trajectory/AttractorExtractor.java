package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.FixedPointCount;
import io.understudy.agent.dynamics.Basins;
import io.understudy.agent.dynamics.CellStateMap;
import io.understudy.agent.dynamics.ContinuousSet;
import io.understudy.agent.dynamics.ContinuousSetSearch;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.dynamics.FixedPointCensus;
import io.understudy.agent.dynamics.LimitSet;
import io.understudy.agent.dynamics.LimitSetSearch;
import io.understudy.agent.dynamics.OracleStateMap;
import io.understudy.agent.dynamics.StateMap;
import io.understudy.agent.dynamics.States;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds a network's attractors from its trajectories, and how traffic moves between them (Ceni, Ashwin & Livi 2018).
 * Without a neutral symbol there is no "no input": each frequent symbol is held by itself.
 */
public final class AttractorExtractor {
    /** Numbers that the states may take, all together. */
    private static final long MOST_NUMBERS = 30_000_000;

    private static final int MOST_HELD = 64;
    private static final int STARTS_NEUTRAL = 200;
    private static final int STARTS_HELD = 8;
    private static final int STARTS_CONTINUOUS = 60;
    private static final int SEVERAL = 3;
    private static final int MOST_CANDIDATES = 4_000;
    private static final int MOST_AFTER = 500;
    /** Runs for the centres, times the width of the state, for all symbols together. */
    private static final int MOST_RUNS = 64_000;

    private static final int LEAST_RUNS = 20;
    /** Units of spread: attractors of different held symbols that are nearer than this are one. */
    private static final double SAME = 1e-2;
    /** Units of spread: places of a line of attractors that are nearer than this are one. */
    private static final double ALONG = 0.5;
    /** Attractors, at most: nobody reads more, and each is a label of metrics. */
    private static final int MOST_ATTRACTORS = 64;

    private final String model;
    private final List<String> classes;
    private final Oracle oracle;
    private final Directions directions;
    private final long seed;
    private final Progress progress;

    /**
     * @param model its id
     * @param classes names of its classes, if it is a classifier and names them
     * @param severalHeld which displacements are tried where there is no neutral symbol, so that many are held; under
     *     a neutral one, any
     */
    public AttractorExtractor(
            String model, List<String> classes, Oracle oracle, Directions severalHeld, long seed, Progress progress) {
        this.model = model;
        this.classes = classes;
        this.oracle = oracle;
        this.directions = oracle.neutral().isPresent() ? Directions.ANY : severalHeld;
        this.seed = seed;
        this.progress = progress;
    }

    /** Why a model's attractors cannot be found, or nothing. */
    public static Optional<String> impossible(Oracle oracle) {
        return oracle.continuation().isPresent() && oracle.hiddenStateAccess().isPresent()
                ? Optional.empty()
                : Optional.of("no attractors: the model is bidirectional, or its graph gives no hidden-state access"
                        + " and out");
    }

    /**
     * Extracts.
     *
     * @param sequences at least 10, in the oracle's alphabet
     * @throws InvalidInputException if there is no way for this model
     */
    public AttractorMap extract(List<int[]> sequences) {
        impossible(oracle).ifPresent(why -> {
            throw new InvalidInputException(why);
        });
        if (sequences.size() < 10) {
            throw new InvalidInputException(
                    "%d sequences are too few to find attractors from: give 10 or more".formatted(sequences.size()));
        }
        Continuation continuation = oracle.continuation().orElseThrow();
        StateMap map = CellStateMap.of(oracle, continuation).orElseGet(() -> new OracleStateMap(continuation));
        progress.report("running the network", 0, 1);
        StateTrajectories walks =
                new StateTrajectories(oracle, continuation, shuffled(sequences), MOST_NUMBERS / map.width());
        progress.report("running the network", 1, 1);
        List<double[]> states = walks.some(MOST_CANDIDATES, seed);
        double spread = States.spread(states);
        List<LimitSet> saddles = new ArrayList<>();
        List<LimitSet> found = new ArrayList<>();
        List<FixedPointCount> counts = new ArrayList<>();
        List<ContinuousSet> continuous = new ArrayList<>();
        Map<Integer, List<double[]>> starts = new TreeMap<>();
        oracle.neutral().ifPresentOrElse(neutral -> starts.put(neutral, states), () -> walks.frequent().stream()
                .limit(MOST_HELD)
                .forEach(symbol -> starts.put(symbol, walks.after(symbol, MOST_AFTER, seed))));
        int done = 0;
        for (Map.Entry<Integer, List<double[]>> held : starts.entrySet()) {
            LimitSetSearch search = new LimitSetSearch(map, held.getKey(), spread);
            LimitSetSearch.Ends ends =
                    search.from(farApart(held.getValue(), oracle.neutral().isPresent() ? STARTS_NEUTRAL : STARTS_HELD));
            // On a line of attractors each run rests at a place of its own, or all creep to one end of it.
            boolean few = ends.places().size() + ends.saddles().size() < SEVERAL;
            List<ContinuousSet> sets = few && oracle.neutral().isEmpty()
                    ? List.of()
                    : new ContinuousSetSearch(map, held.getKey(), spread)
                            .from(farApart(
                                    held.getValue(),
                                    oracle.neutral().isPresent() ? STARTS_NEUTRAL : STARTS_CONTINUOUS));
            continuous.addAll(sets);
            FixedPointCensus.Census census = new FixedPointCensus(map, held.getKey(), spread, starts.size(), seed)
                    .of(
                            Stream.concat(ends.places().stream(), ends.saddles().stream())
                                    .toList(),
                            held.getValue());
            saddles.addAll(census.saddles());
            counts.add(new FixedPointCount(
                    oracle.alphabet().symbols().get(held.getKey()), census.points(), census.index()));
            Stream.concat(ends.places().stream(), census.unseen().stream())
                    .forEach(place -> LimitSet.merge(found, place, within(place, sets, spread)));
            done++;
            progress.report("letting it settle", done, starts.size());
        }
        if (found.isEmpty()) {
            throw new InvalidInputException("no attractors: the sequences contain no symbol to run the network under");
        }
        List<LocatedLimitSet> settled = visited(found, centres(found, starts, walks, map, spread), walks);
        return new AttractorMapBuilder(model, classes, oracle, directions, seed, progress)
                .of(settled, saddles, counts, continuous, walks, map, spread);
    }

    /** A line of attractors is shown by a few of its places. */
    private static double within(LimitSet place, List<ContinuousSet> continuous, double spread) {
        boolean along = ContinuousSet.anyHolds(continuous, place.cycle().get(0), spread);
        return (along ? ALONG : SAME) * spread;
    }

    /**
     * The mean of the states from which the network goes to a place: nearer to what is seen of it than the place
     * itself.
     */
    private float[][] centres(
            List<LimitSet> places,
            Map<Integer, List<double[]>> starts,
            StateTrajectories walks,
            StateMap map,
            double spread) {
        List<List<double[]>> going = new ArrayList<>();
        places.forEach(place -> going.add(new ArrayList<>()));
        int runs = Math.max(LEAST_RUNS, MOST_RUNS / (map.width() * starts.size()));
        int[] done = {0};
        starts.forEach((symbol, states) -> {
            progress.report("finding basins of attraction", ++done[0], starts.size());
            List<Integer> there = IntStream.range(0, places.size())
                    .filter(p -> places.get(p).symbols().contains(symbol))
                    .boxed()
                    .toList();
            if (there.size() == 1) {
                going.get(there.get(0)).addAll(states);
                return;
            }
            Basins basins = new Basins(
                    map, symbol, spread, there.stream().map(places::get).toList());
            List<double[]> some = states.subList(0, Math.min(states.size(), runs));
            List<Integer> basin = some.parallelStream().map(basins::of).toList();
            for (int i = 0; i < some.size(); i++) {
                if (basin.get(i) != Assignment.NONE) {
                    going.get(there.get(basin.get(i))).add(some.get(i));
                }
            }
        });
        float[][] centres = new float[places.size()][];
        for (int p = 0; p < centres.length; p++) {
            centres[p] =
                    walks.visible(going.get(p).isEmpty() ? places.get(p).cycle().get(0) : States.mean(going.get(p)));
        }
        return centres;
    }

    private List<int[]> shuffled(List<int[]> sequences) {
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }

    /** Each next one as far as can be from those before it (Gonzalez 1985). */
    private static List<double[]> farApart(List<double[]> states, int most) {
        List<double[]> chosen = new ArrayList<>(states.subList(0, Math.min(1, states.size())));
        double[] nearest = new double[states.size()];
        Arrays.fill(nearest, Double.MAX_VALUE);
        while (chosen.size() < Math.min(most, states.size())) {
            int farthest = 0;
            for (int i = 0; i < nearest.length; i++) {
                nearest[i] = Math.min(nearest[i], States.distance(states.get(i), chosen.get(chosen.size() - 1)));
                farthest = nearest[i] > nearest[farthest] ? i : farthest;
            }
            chosen.add(states.get(farthest));
        }
        return chosen;
    }

    /** The most visited first. What no traffic comes near to is left out, but for attractors under a neutral symbol. */
    private List<LocatedLimitSet> visited(List<LimitSet> places, float[][] centres, StateTrajectories walks) {
        long[] visits = walks.nearest(new Assignment(centres, new double[centres.length]), centres.length);
        return IntStream.range(0, places.size())
                .boxed()
                .filter(p -> visits[p] > 0
                        || oracle.neutral().isPresent() && places.get(p).stable())
                .sorted(Comparator.comparingLong(p -> -visits[p]))
                .limit(MOST_ATTRACTORS)
                .map(p -> new LocatedLimitSet(places.get(p), centres[p]))
                .toList();
    }
}
