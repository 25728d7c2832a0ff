package io.understudy.agent.trajectory;

import io.understudy.agent.dynamics.Excitability;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.dynamics.LimitSet;
import io.understudy.agent.dynamics.StateMap;
import io.understudy.agent.model.Progress;
import io.understudy.agent.trajectory.AttractorTransitions.Transition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The excitable connections between attractors, under each symbol that has several. */
final class ExcitationSearch {
    private static final int MOST_ATTRACTORS = 16;

    private final StateMap map;
    private final double spread;
    private final Directions directions;
    private final long seed;
    private final Progress progress;

    ExcitationSearch(StateMap map, double spread, Directions directions, long seed, Progress progress) {
        this.map = map;
        this.spread = spread;
        this.directions = directions;
        this.seed = seed;
        this.progress = progress;
    }

    /** A connection between places of a list, under a symbol. */
    record Excitation(int symbol, Transition transition, double threshold) {}

    /** The smallest thresholds first. */
    List<Excitation> of(List<LimitSet> places, List<LimitSet> saddles) {
        List<Excitation> found = new ArrayList<>();
        TreeSet<Integer> symbols = new TreeSet<>();
        places.forEach(place -> symbols.addAll(place.symbols()));
        for (int symbol : symbols) {
            int[] stable = stable(places, symbol);
            if (stable.length < 2) {
                continue;
            }
            Excitability excitability = excitability(places, saddles, symbol);
            for (int i = 0; i < stable.length; i++) {
                int from = stable[i];
                excitability
                        .thresholds(i)
                        .forEach((to, threshold) ->
                                found.add(new Excitation(symbol, new Transition(from, stable[to]), threshold)));
                progress.report("trying what moves it", i + 1L, stable.length);
            }
        }
        found.sort(Comparator.comparingDouble(Excitation::threshold));
        return found;
    }

    /** Places of the fixed points that attract under a symbol. */
    static int[] stable(List<LimitSet> places, int symbol) {
        return IntStream.range(0, places.size())
                .filter(p -> places.get(p).stable()
                        && places.get(p).cycle().size() == 1
                        && places.get(p).symbols().contains(symbol))
                .limit(MOST_ATTRACTORS)
                .toArray();
    }

    /** Of the places that {@link #stable} names. */
    Excitability excitability(List<LimitSet> places, List<LimitSet> saddles, int symbol) {
        return new Excitability(
                map,
                symbol,
                spread,
                IntStream.of(stable(places, symbol)).mapToObj(places::get).toList(),
                saddles.stream()
                        .filter(saddle -> saddle.symbols().contains(symbol))
                        .toList(),
                directions,
                seed);
    }
}
