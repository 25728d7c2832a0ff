package io.understudy.agent.dynamics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How little takes the state from one basin to another: δ-excitable connections (Ashwin & Postlethwaite 2016; Ceni,
 * Ashwin & Livi 2018). Displacements are looked for towards the other attractors and past the saddles, so a threshold
 * is an upper bound of the smallest there is.
 */
public final class Excitability {
    private static final int GRID = 16;
    private static final int HALVINGS = 10;
    /** Saddles are on the border of a basin; the other side is a little further. */
    private static final double BEYOND = 1.3;

    private static final int MOST_SADDLES = 8;

    private final StateMap map;
    private final List<LimitSet> attractors;
    private final List<LimitSet> saddles;
    private final Basins basins;

    /**
     * @param attractors that attract under this symbol, fixed points
     */
    public Excitability(StateMap map, int symbol, double spread, List<LimitSet> attractors, List<LimitSet> saddles) {
        this.map = map;
        this.attractors = attractors;
        this.saddles = saddles;
        this.basins = new Basins(map, symbol, spread, attractors);
    }

    /** The smallest displacement found from an attractor to each other that can be reached so. */
    public Map<Integer, Double> thresholds(int from) {
        double[] begin = attractors.get(from).cycle().get(0);
        List<double[]> ends = new ArrayList<>();
        IntStream.range(0, attractors.size())
                .filter(to -> to != from)
                .forEach(to -> ends.add(attractors.get(to).cycle().get(0)));
        saddles.stream()
                .map(saddle -> saddle.cycle().get(0))
                .sorted(Comparator.comparingDouble(saddle -> States.distance(begin, saddle)))
                .limit(MOST_SADDLES)
                .forEach(saddle -> ends.add(States.between(begin, saddle, BEYOND)));
        Map<Integer, Double> smallest = new HashMap<>();
        ends.parallelStream()
                .map(end -> crossings(from, begin, end))
                .toList()
                .forEach(found -> found.forEach((to, delta) -> smallest.merge(to, delta, Math::min)));
        return smallest;
    }

    /** Where a straight line first enters each other basin. */
    private Map<Integer, Double> crossings(int from, double[] begin, double[] end) {
        double length = States.distance(begin, end);
        Map<Integer, Double> found = new HashMap<>();
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
                found.put(basin, inside * length);
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
