package io.understudy.agent.dynamics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How little takes the state from one basin to another: δ-excitable connections (Ashwin & Postlethwaite 2016; Ceni,
 * Ashwin & Livi 2018). Displacements are looked for towards the other attractors, past the saddles and between these,
 * and what was found is moved about inside its basin to come nearer; so a threshold is an upper bound of the smallest
 * there is.
 */
public final class Excitability {
    private static final int GRID = 16;
    private static final int HALVINGS = 10;
    /** Saddles are on the border of a basin; the other side is a little further. */
    private static final double BEYOND = 1.3;

    private static final int MOST_SADDLES = 8;
    /** Lines that lead between two ends. */
    private static final int BETWEEN = 24;
    /** Tries to come nearer inside a basin. */
    private static final int MOVES = 60;

    private static final double FIRST_STEP = 0.2;
    private static final double SHORTER = 0.9;
    /** Times the square of the width. */
    private static final int MOST_WORK = 1_000_000;

    /** Which displacements are tried. */
    public enum Directions {
        /** Along straight lines towards the other attractors: a bound quickly had. */
        TOWARDS_ATTRACTORS,
        /** Past saddles and between all these as well, and from what was found in any direction. */
        ANY
    }

    private final StateMap map;
    private final List<LimitSet> attractors;
    private final List<LimitSet> saddles;
    private final Basins basins;
    private final Directions directions;
    private final long seed;

    /**
     * @param attractors that attract under this symbol, fixed points
     * @param saddles under this symbol
     */
    public Excitability(
            StateMap map,
            int symbol,
            double spread,
            List<LimitSet> attractors,
            List<LimitSet> saddles,
            Directions directions,
            long seed) {
        this.map = map;
        this.attractors = attractors;
        this.saddles = directions == Directions.ANY ? saddles : List.of();
        this.directions = directions;
        this.seed = seed;
        this.basins = new Basins(map, symbol, spread, attractors);
    }

    /** The smallest displacement found from an attractor to each other that can be reached so. */
    public Map<Integer, Double> thresholds(int from) {
        double[] begin = attractors.get(from).cycle().get(0);
        Map<Integer, double[]> nearest = new TreeMap<>();
        ends(from, begin).parallelStream()
                .map(end -> crossings(from, begin, end))
                .toList()
                .forEach(found -> found.forEach((to, point) -> nearest.merge(
                        to, point, (a, b) -> States.distance(begin, a) <= States.distance(begin, b) ? a : b)));
        Map<Integer, Double> smallest = new TreeMap<>();
        nearest.entrySet().parallelStream()
                .map(entry -> Map.entry(entry.getKey(), nearer(begin, entry.getValue(), entry.getKey())))
                .toList()
                .forEach(entry -> smallest.put(entry.getKey(), States.distance(begin, entry.getValue())));
        return smallest;
    }

    /** Towards the other attractors, past the saddles, and between any two of these. */
    private List<double[]> ends(int from, double[] begin) {
        List<double[]> ends = new ArrayList<>();
        IntStream.range(0, attractors.size())
                .filter(to -> to != from)
                .forEach(to -> ends.add(attractors.get(to).cycle().get(0)));
        saddles.stream()
                .map(saddle -> saddle.cycle().get(0))
                .sorted(Comparator.comparingDouble(saddle -> States.distance(begin, saddle)))
                .limit(MOST_SADDLES)
                .forEach(saddle -> ends.add(States.between(begin, saddle, BEYOND)));
        Random random = new Random(seed + from);
        int straight = ends.size();
        for (int i = 0; i < tries(BETWEEN); i++) {
            ends.add(States.between(
                    ends.get(random.nextInt(straight)), ends.get(random.nextInt(straight)), random.nextDouble()));
        }
        return ends;
    }

    private int tries(int most) {
        return directions == Directions.TOWARDS_ATTRACTORS
                ? 0
                : Math.min(most, MOST_WORK / (map.width() * map.width()));
    }

    /** A point of a basin that is nearer than one of its points: what is in the basin is moved about. */
    private double[] nearer(double[] begin, double[] point, int basin) {
        Random random = new Random(seed + basin);
        double[] best = point;
        double step = FIRST_STEP;
        for (int i = 0; i < tries(MOVES); i++) {
            double[] tried = new double[best.length];
            double scale = step * States.distance(begin, best) / Math.sqrt(best.length);
            for (int j = 0; j < tried.length; j++) {
                tried[j] = begin[j] + (1 - step / 2) * (best[j] - begin[j]) + scale * random.nextGaussian();
            }
            if (States.distance(begin, tried) < States.distance(begin, best) && basins.of(tried) == basin) {
                best = tried;
            } else {
                step *= SHORTER;
            }
        }
        return best;
    }

    /** Where a straight line first enters each other basin. */
    private Map<Integer, double[]> crossings(int from, double[] begin, double[] end) {
        Map<Integer, double[]> found = new TreeMap<>();
        int last = from;
        for (int step = 1; step <= GRID; step++) {
            int basin = basins.of(States.between(begin, end, (double) step / GRID));
            if (basin != last && basin != Basins.NONE && basin != from && !found.containsKey(basin)) {
                double inside = (double) step / GRID;
                double outside = (double) (step - 1) / GRID;
                for (int halving = 0; halving < HALVINGS; halving++) {
                    double middle = (inside + outside) / 2;
                    if (basins.of(States.between(begin, end, middle)) == basin) {
                        inside = middle;
                    } else {
                        outside = middle;
                    }
                }
                found.put(basin, States.between(begin, end, inside));
            }
            last = basin;
        }
        return found;
    }

    /**
     * The shortest words that lead from an attractor to each other.
     *
     * @param symbols that may be in them
     * @param most words tried
     */
    public Map<Integer, List<Integer>> words(int from, List<Integer> symbols, int most) {
        Map<Integer, List<Integer>> shortest = new HashMap<>();
        record Fed(List<Integer> word, double[] state) {}
        List<Fed> level =
                List.of(new Fed(List.of(), attractors.get(from).cycle().get(0)));
        int tried = 0;
        while (shortest.size() + 1 < attractors.size() && tried + level.size() * symbols.size() <= most) {
            List<Fed> next = new ArrayList<>();
            for (Fed fed : level) {
                for (int one : symbols) {
                    List<Integer> word = new ArrayList<>(fed.word());
                    word.add(one);
                    next.add(new Fed(word, map.next(fed.state(), one)));
                }
            }
            tried += next.size();
            List<Integer> led =
                    next.parallelStream().map(fed -> basins.of(fed.state())).toList();
            for (int i = 0; i < next.size(); i++) {
                if (led.get(i) != from && led.get(i) != Basins.NONE) {
                    shortest.putIfAbsent(led.get(i), next.get(i).word());
                }
            }
            level = next;
        }
        return shortest;
    }
}
