package io.understudy.agent.cluster;

import io.understudy.agent.automaton.Moore;
import io.understudy.agent.fidelity.Ranking;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.automatalib.automaton.impl.UniversalCompactDet;
import net.automatalib.automaton.transducer.impl.CompactMoore;
import net.automatalib.util.automaton.minimizer.HopcroftMinimizer;

/** Merges equivalent states (Hopcroft's algorithm, AutomataLib). */
final class StateMerging {
    private StateMerging() {}

    /**
     * The smallest transition table that gives every word the same class.
     *
     * @param successors [states][symbols]; state 0 is the initial one
     * @param outputs what is said in each state, [states][classes]
     * @return [states][symbols], of states that can be reached; state 0 is the initial one
     */
    static int[][] of(int[][] successors, double[][] outputs) {
        int symbols = successors[0].length;
        CompactMoore<Integer, Integer> machine = Moore.machine(
                0, successors, Arrays.stream(outputs).mapToInt(Ranking::first).toArray());
        UniversalCompactDet<Integer, Integer, Void> least =
                HopcroftMinimizer.minimizeUniversal(machine, Moore.alphabet(symbols));
        return table(least, symbols);
    }

    private static int[][] table(UniversalCompactDet<Integer, Integer, Void> machine, int symbols) {
        int initial = machine.getInitialState();
        List<Integer> order = Stream.of(
                        Stream.of(initial),
                        machine.getStates().stream()
                                .filter(state -> state != initial)
                                .sorted(Comparator.naturalOrder()))
                .flatMap(states -> states)
                .toList();
        int[] place = new int[order.size()];
        IntStream.range(0, place.length).forEach(i -> place[order.get(i)] = i);
        int[][] successors = new int[place.length][symbols];
        for (int i = 0; i < place.length; i++) {
            int state = order.get(i);
            Arrays.setAll(successors[i], symbol -> place[machine.getSuccessor((Integer) state, (Integer) symbol)]);
        }
        return successors;
    }
}
