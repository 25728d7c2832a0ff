package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Connection;
import io.understudy.agent.dynamics.Basins;
import io.understudy.agent.dynamics.Excitability;
import io.understudy.agent.dynamics.LimitSet;
import io.understudy.agent.dynamics.StateMap;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.trajectory.AttractorTransitions.Transition;
import io.understudy.agent.trajectory.ExcitationSearch.Excitation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The transitions between attractors that traffic takes, and the smallest displacement that causes each. */
final class Connections {
    /** Of all that leaves an attractor. */
    private static final double RARE = 0.05;

    private static final int MOST_WORDS = 1_000;

    private final Oracle oracle;
    private final StateTrajectories walks;
    private final StateMap map;
    private final double spread;
    private final Progress progress;

    Connections(Oracle oracle, StateTrajectories walks, StateMap map, double spread, Progress progress) {
        this.oracle = oracle;
        this.walks = walks;
        this.map = map;
        this.spread = spread;
        this.progress = progress;
    }

    List<Connection> of(
            List<LimitSet> places,
            List<LimitSet> saddles,
            AttractorTransitions visits,
            ExcitationSearch search,
            List<Excitation> excitations) {
        Map<Transition, Double> thresholds = new HashMap<>();
        Map<Transition, List<Integer>> words = new HashMap<>();
        oracle.neutral().ifPresent(neutral -> {
            excitations.forEach(one -> thresholds.put(one.transition(), one.threshold()));
            words.putAll(words(search, neutral, places, saddles));
        });
        List<Connection> connections = new ArrayList<>();
        confirmed(visits.transitions(), places)
                .forEach((transition, symbols) -> connections.add(new Connection(
                        "A" + transition.from(),
                        "A" + transition.to(),
                        symbols.entrySet().stream()
                                .sorted(Map.Entry.<Integer, Long>comparingByValue()
                                        .reversed())
                                .map(entry -> name(entry.getKey()))
                                .toList(),
                        visits(symbols),
                        thresholds.get(transition),
                        words.containsKey(transition)
                                ? words.get(transition).stream().map(this::name).toList()
                                : null)));
        connections.sort(Comparator.comparingLong(Connection::visits)
                .reversed()
                .thenComparing(Connection::from)
                .thenComparing(Connection::to));
        return connections;
    }

    /**
     * Without the ways that only states on their way to an attractor take: with a neutral symbol, a symbol leads from
     * one to another if it does so from the one itself. A way that is often taken stays, whatever leads there.
     */
    private Map<Transition, Map<Integer, Long>> confirmed(
            Map<Transition, Map<Integer, Long>> transitions, List<LimitSet> places) {
        if (oracle.neutral().isEmpty()) {
            return transitions;
        }
        Basins basins = new Basins(map, oracle.neutral().getAsInt(), spread, places);
        Map<Integer, Long> leaving = new HashMap<>();
        transitions.forEach((transition, symbols) -> leaving.merge(transition.from(), visits(symbols), Long::sum));
        Map<Transition, Map<Integer, Long>> confirmed = new HashMap<>();
        transitions.forEach((transition, symbols) -> {
            double[] from = places.get(transition.from()).cycle().get(0);
            Map<Integer, Long> lead = new TreeMap<>(symbols);
            lead.keySet().removeIf(symbol -> basins.of(map.next(from, symbol)) != transition.to());
            if (!lead.isEmpty()) {
                confirmed.put(transition, lead);
            } else if (visits(symbols) > RARE * leaving.get(transition.from())) {
                confirmed.put(transition, symbols);
            }
        });
        return confirmed;
    }

    private static long visits(Map<Integer, Long> symbols) {
        return symbols.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The shortest inputs that lead from one attractor to another. */
    private Map<Transition, List<Integer>> words(
            ExcitationSearch search, int neutral, List<LimitSet> places, List<LimitSet> saddles) {
        Map<Transition, List<Integer>> words = new HashMap<>();
        int[] stable = ExcitationSearch.stable(places, neutral);
        Excitability excitability = search.excitability(places, saddles, neutral);
        List<Integer> symbols =
                walks.frequent().stream().filter(symbol -> symbol != neutral).toList();
        for (int i = 0; i < stable.length; i++) {
            int from = stable[i];
            excitability
                    .words(i, symbols, MOST_WORDS)
                    .forEach((to, word) -> words.put(new Transition(from, stable[to]), word));
            progress.report("trying inputs", i + 1L, stable.length);
        }
        return words;
    }

    private String name(int symbol) {
        return oracle.alphabet().symbols().get(symbol);
    }
}
