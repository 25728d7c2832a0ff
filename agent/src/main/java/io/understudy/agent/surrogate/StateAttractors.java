package io.understudy.agent.surrogate;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.model.Oracle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The attractor that each state of a finite automaton corresponds to, so that both pictures show the same ids. */
public final class StateAttractors {
    private static final int MOST_WORDS = 500;

    private StateAttractors() {}

    /**
     * Where the network most often is while the automaton is in each state.
     *
     * @param oracle the model, which lets its hidden states be seen
     * @param words of the traffic
     * @return for each state the id of an attractor, or {@link Assignment#NOWHERE}
     */
    public static List<String> of(FiniteAutomaton automaton, AttractorMap map, Oracle oracle, List<int[]> words) {
        List<int[]> some = words.subList(0, Math.min(words.size(), MOST_WORDS));
        List<float[][]> hidden =
                oracle.hiddenStateAccess().orElseThrow().queryWithStates(some).hidden();
        Assignment assignment = new Assignment(map);
        int none = map.attractors().size();
        int[][] together = new int[automaton.states()][none + 1];
        for (int w = 0; w < some.size(); w++) {
            int[] path = assignment.path(hidden.get(w));
            int state = automaton.initial();
            for (int t = 0; t < path.length; t++) {
                state = automaton.successors()[state][some.get(w)[t]];
                together[state][path[t] == Assignment.NONE ? none : path[t]]++;
            }
        }
        return Arrays.stream(together).map(counts -> mostOften(counts, map)).toList();
    }

    private static String mostOften(int[] counts, AttractorMap map) {
        int most = IntStream.range(0, counts.length)
                .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                .orElseThrow();
        return counts[most] == 0 || most == map.attractors().size()
                ? Assignment.NOWHERE
                : map.attractors().get(most).id();
    }
}
