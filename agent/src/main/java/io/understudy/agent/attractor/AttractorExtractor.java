package io.understudy.agent.attractor;

import io.understudy.agent.attractor.Visits.Way;
import io.understudy.agent.extract.Progress;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Finds a network's attractors from its trajectories, and how traffic moves between them (Ceni, Ashwin & Livi 2018). Without
 * a neutral symbol there is no "no input": each frequent symbol is held by itself.
 */
public final class AttractorExtractor {
    /** Numbers that the states may take, all together. */
    private static final long MOST_NUMBERS = 30_000_000;

    private static final int MOST_HELD = 64;
    private static final int STARTS_NEUTRAL = 200;
    private static final int STARTS_HELD = 8;
    private static final int MOST_CANDIDATES = 4_000;
    private static final int MOST_AFTER = 500;
    /** Runs for the centres, times the width of the state. */
    private static final int MOST_RUNS = 16_000;
    /** Units of spread: attractors of different held symbols that are nearer than this are one. */
    private static final double SAME = 1e-2;
    /** Attractors, at most: nobody reads more, and each is a label of metrics. */
    private static final int MOST_ATTRACTORS = 64;

    private static final double WITHIN = 0.99;
    /** Steps from which a distance of its own can be told. */
    private static final int LEAST_VISITS = 50;

    private static final int WORDS = 3;
    /** Of all that leaves an attractor. */
    private static final double RARE = 0.05;

    private static final int MOST_EXCITABLE = 16;
    private static final int MOST_WORDS = 1_000;

    private final String model;
    private final List<String> classes;
    private final Oracle oracle;
    private final long seed;
    private final Progress progress;

    /**
     * @param model its id
     * @param classes names of its classes, if it is a classifier and names them
     */
    public AttractorExtractor(String model, List<String> classes, Oracle oracle, long seed, Progress progress) {
        this.model = model;
        this.classes = classes;
        this.oracle = oracle;
        this.seed = seed;
        this.progress = progress;
    }

    /** Why a model's attractors cannot be found, or nothing. */
    public static Optional<String> impossible(Oracle oracle) {
        return oracle.continuation().isPresent() && oracle.sight().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "no attractors: the model's hidden states see the future, or the graph does not let them in"
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
        StateMap map = CellStack.of(oracle, continuation).orElseGet(() -> new OracleMap(continuation));
        progress.report("running the network", 0, 1);
        Walks walks = new Walks(oracle, continuation, shuffled(sequences), MOST_NUMBERS / map.width());
        progress.report("running the network", 1, 1);
        List<double[]> states = walks.some(MOST_CANDIDATES, seed);
        double spread = States.spread(states);
        List<Place> saddles = new ArrayList<>();
        List<Place> found = new ArrayList<>();
        Map<Integer, List<double[]>> starts = new TreeMap<>();
        oracle.neutral().ifPresentOrElse(neutral -> starts.put(neutral, states), () -> walks.frequent().stream()
                .limit(MOST_HELD)
                .forEach(symbol -> starts.put(symbol, walks.after(symbol, MOST_AFTER, seed))));
        int done = 0;
        for (Map.Entry<Integer, List<double[]>> held : starts.entrySet()) {
            PlaceSearch search = new PlaceSearch(map, held.getKey(), spread);
            List<Place> places =
                    search.from(farApart(held.getValue(), oracle.neutral().isPresent() ? STARTS_NEUTRAL : STARTS_HELD));
            saddles.addAll(search.saddles(places));
            places.forEach(place -> merge(found, place, SAME * spread));
            done++;
            progress.report("letting it settle", done, starts.size());
        }
        if (found.isEmpty()) {
            throw new InvalidInputException("no attractors: there is no symbol to hold in the sequences");
        }
        List<Settled> settled = visited(found, centres(found, starts, walks, map, spread), walks);
        return described(settled, saddles, walks, map, spread);
    }

    /** A place and the centre of what goes there, as production sees it. */
    private record Settled(Place place, float[] centre) {}

    /** The mean of the states from which the network goes to a place: nearer to what is seen of it than the place itself. */
    private float[][] centres(
            List<Place> places, Map<Integer, List<double[]>> starts, Walks walks, StateMap map, double spread) {
        List<List<double[]>> going = new ArrayList<>();
        places.forEach(place -> going.add(new ArrayList<>()));
        int[] done = {0};
        starts.forEach((symbol, states) -> {
            progress.report("telling basins", ++done[0], starts.size());
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
            List<double[]> some = states.subList(0, Math.min(states.size(), MOST_RUNS / map.width()));
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

    private static void merge(List<Place> places, Place place, double within) {
        for (int i = 0; i < places.size(); i++) {
            Place known = places.get(i);
            if (known.stable() == place.stable()
                    && known.cycle().size() == place.cycle().size()
                    && known.distance(place.cycle().get(0)) < within) {
                places.set(i, known.and(place));
                return;
            }
        }
        places.add(place);
    }

    /** The most visited first. Under held symbols, what no traffic comes near to is left out. */
    private List<Settled> visited(List<Place> places, float[][] centres, Walks walks) {
        long[] visits = walks.nearest(new Assignment(centres, new double[centres.length]), centres.length);
        return IntStream.range(0, places.size())
                .boxed()
                .filter(p -> visits[p] > 0 || oracle.neutral().isPresent())
                .sorted(Comparator.comparingLong(p -> -visits[p]))
                .limit(MOST_ATTRACTORS)
                .map(p -> new Settled(places.get(p), centres[p]))
                .toList();
    }

    private AttractorMap described(
            List<Settled> settled, List<Place> saddles, Walks walks, StateMap map, double spread) {
        List<Place> places = settled.stream().map(Settled::place).toList();
        float[][] centres = settled.stream().map(Settled::centre).toArray(float[][]::new);
        progress.report("following the sequences", 0, 1);
        double[] radii = walks.distances(
                new Assignment(centres, new double[centres.length]), places.size(), WITHIN, LEAST_VISITS);
        Assignment assignment = new Assignment(centres, radii);
        Visits visits = new Visits(places.size());
        int[][] says = new int[places.size()][oracle.columns()];
        List<float[][]> seen = new ArrayList<>();
        for (int w = 0; w < walks.words().size(); w++) {
            float[][] states = walks.visible(w);
            int[] path = assignment.path(states);
            visits.add(walks.words().get(w), path);
            for (int t = 0; t < path.length; t++) {
                if (path[t] != Assignment.NONE) {
                    says[path[t]][Ranking.first(walks.answer(w, t))]++;
                }
            }
            seen.add(states);
        }
        progress.report("following the sequences", 1, 1);
        long[] all = visits.all();
        List<Attractor> attractors = new ArrayList<>();
        for (int a = 0; a < places.size(); a++) {
            Place place = places.get(a);
            attractors.add(new Attractor(
                    "A" + a,
                    place.cycle().size() > 1 ? Attractor.Kind.LIMIT_CYCLE : Attractor.Kind.FIXED_POINT,
                    place.stable(),
                    place.cycle().size(),
                    place.stable() ? null : place.lasts(),
                    place.symbols().stream().map(this::name).toList(),
                    said(says[a]),
                    place.spectralRadius(),
                    all[a],
                    radii[a],
                    visits.words(a, WORDS).stream()
                            .map(word -> String.join(
                                    " ", word.stream().map(this::name).toList()))
                            .toList(),
                    centres[a],
                    place.cycle().stream().map(walks::visible).toArray(float[][]::new)));
        }
        return new AttractorMap(
                model,
                oracle.neutral().isPresent() ? name(oracle.neutral().getAsInt()) : null,
                walks.visibleWidth(),
                attractors,
                saddles.stream()
                        .map(saddle -> new Saddle(
                                name(saddle.symbols().get(0)),
                                saddle.spectralRadius(),
                                walks.visible(saddle.cycle().get(0))))
                        .toList(),
                connections(places, saddles, visits, walks, map, spread),
                all[places.size()] / Math.max(1, Reference.sum(all)),
                Reference.of(visits.bySequence(), seed),
                Plane.of(seen));
    }

    private List<Connection> connections(
            List<Place> places, List<Place> saddles, Visits visits, Walks walks, StateMap map, double spread) {
        Map<Way, Double> thresholds = new HashMap<>();
        Map<Way, List<Integer>> words = new HashMap<>();
        oracle.neutral().ifPresent(neutral -> excitable(places, saddles, walks, map, spread, thresholds, words));
        List<Connection> connections = new ArrayList<>();
        confirmed(visits.ways(), places, map, spread)
                .forEach((way, symbols) -> connections.add(new Connection(
                        "A" + way.from(),
                        "A" + way.to(),
                        symbols.entrySet().stream()
                                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                                        .reversed())
                                .map(entry -> name(entry.getKey()))
                                .toList(),
                        symbols.values().stream().mapToLong(Long::longValue).sum(),
                        thresholds.get(way),
                        words.containsKey(way)
                                ? words.get(way).stream().map(this::name).toList()
                                : null)));
        connections.sort(Comparator.comparingLong(Connection::visits)
                .reversed()
                .thenComparing(Connection::from)
                .thenComparing(Connection::to));
        return connections;
    }

    /**
     * Without the ways that only states on their way to an attractor take: with a neutral symbol, a symbol leads from one to
     * another if it does so from the one itself. A way that is often taken stays, whatever leads there.
     */
    private Map<Way, Map<Integer, Long>> confirmed(
            Map<Way, Map<Integer, Long>> ways, List<Place> places, StateMap map, double spread) {
        if (oracle.neutral().isEmpty()) {
            return ways;
        }
        Basins basins = new Basins(map, oracle.neutral().getAsInt(), spread, places);
        Map<Integer, Long> leaving = new HashMap<>();
        ways.forEach((way, symbols) -> leaving.merge(way.from(), visits(symbols), Long::sum));
        Map<Way, Map<Integer, Long>> confirmed = new HashMap<>();
        ways.forEach((way, symbols) -> {
            double[] from = places.get(way.from()).cycle().get(0);
            Map<Integer, Long> lead = new TreeMap<>(symbols);
            lead.keySet().removeIf(symbol -> basins.of(map.next(from, symbol)) != way.to());
            if (!lead.isEmpty()) {
                confirmed.put(way, lead);
            } else if (visits(symbols) > RARE * leaving.get(way.from())) {
                confirmed.put(way, symbols);
            }
        });
        return confirmed;
    }

    private static long visits(Map<Integer, Long> symbols) {
        return symbols.values().stream().mapToLong(Long::longValue).sum();
    }

    private void excitable(
            List<Place> places,
            List<Place> saddles,
            Walks walks,
            StateMap map,
            double spread,
            Map<Way, Double> thresholds,
            Map<Way, List<Integer>> words) {
        int neutral = oracle.neutral().getAsInt();
        int[] stable = IntStream.range(0, places.size())
                .filter(p -> places.get(p).stable() && places.get(p).cycle().size() == 1)
                .limit(MOST_EXCITABLE)
                .toArray();
        Excitability excitability = new Excitability(
                map, neutral, spread, IntStream.of(stable).mapToObj(places::get).toList(), saddles);
        List<Integer> symbols =
                walks.frequent().stream().filter(symbol -> symbol != neutral).toList();
        for (int i = 0; i < stable.length; i++) {
            int from = stable[i];
            excitability.thresholds(i).forEach((to, delta) -> thresholds.put(new Way(from, stable[to]), delta));
            excitability
                    .words(i, symbols, MOST_WORDS)
                    .forEach((to, word) -> words.put(new Way(from, stable[to]), word));
            progress.report("trying what moves it", i + 1L, stable.length);
        }
    }

    private String name(int symbol) {
        return oracle.alphabet().symbols().get(symbol);
    }

    private String said(int[] counts) {
        int first = IntStream.range(0, counts.length)
                .boxed()
                .max(Comparator.comparingInt(c -> counts[c]))
                .orElseThrow();
        if (oracle.task() == Task.CLASSIFIER) {
            return first < classes.size() ? classes.get(first) : String.valueOf(first);
        }
        return first < oracle.alphabet().size() ? name(first) : "end";
    }
}
