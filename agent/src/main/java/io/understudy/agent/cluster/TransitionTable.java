package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.features.PrefixStates;
import java.util.Arrays;

/**
 * A transition table, and the state of every prefix of the traffic. A state is judged by the prefixes that reach it,
 * not by those that were clustered into it.
 */
final class TransitionTable {
    /** Stands beside the observed weight of a column, so that nothing is impossible. */
    private static final double SMALLEST = 1e-6;

    private final PrefixStates seen;
    private final int[][] successors;
    private final int[] at;

    /**
     * @param successors [states][symbols]; state 0 is the initial one
     */
    TransitionTable(PrefixStates seen, int[][] successors) {
        this.seen = seen;
        this.successors = successors;
        this.at = new int[seen.nodes()];
        for (int node = 1; node < at.length; node++) {
            at[node] = successors[at[seen.trie().parent(node)]][seen.trie().symbol(node)];
        }
    }

    int states() {
        return successors.length;
    }

    int symbols() {
        return successors[0].length;
    }

    /** The state that a prefix leads to. */
    int at(int node) {
        return at[node];
    }

    int successor(int state, int symbol) {
        return successors[state][symbol];
    }

    /** A copy to change. */
    int[][] successors() {
        return Arrays.stream(successors).map(int[]::clone).toArray(int[][]::new);
    }

    /** What the model says in each state, on average over the prefixes that lead there, [states][columns]. */
    double[][] outputs() {
        int columns = seen.answer(0).length;
        double[][] outputs = new double[states()][columns];
        double[] weights = new double[states()];
        for (int node = 0; node < at.length; node++) {
            double count = seen.trie().count(node);
            weights[at[node]] += count;
            float[] answer = seen.answer(node);
            for (int c = 0; c < columns; c++) {
                outputs[at[node]][c] += count * answer[c];
            }
        }
        for (int state = 0; state < outputs.length; state++) {
            for (int c = 0; c < columns; c++) {
                outputs[state][c] = (outputs[state][c] + SMALLEST) / (weights[state] + SMALLEST * columns);
            }
        }
        return outputs;
    }

    /** Mean KL(model ‖ machine) over all prefixes of the traffic, nats. */
    double loss() {
        double[][] outputs = outputs();
        double sum = 0;
        double all = 0;
        for (int node = 0; node < at.length; node++) {
            double count = seen.trie().count(node);
            all += count;
            float[] answer = seen.answer(node);
            for (int c = 0; c < answer.length; c++) {
                if (answer[c] > 0) {
                    sum += count * answer[c] * Math.log(answer[c] / outputs[at[node]][c]);
                }
            }
        }
        return sum / all;
    }

    /** Without the states that no traffic comes to; a transition to one of them becomes one that stays where it is. */
    TransitionTable withoutUnvisited() {
        boolean[] visited = new boolean[states()];
        for (int state : at) {
            visited[state] = true;
        }
        int[] place = new int[states()];
        int left = 0;
        for (int state = 0; state < place.length; state++) {
            place[state] = visited[state] ? left++ : -1;
        }
        if (left == states()) {
            return this;
        }
        int[][] kept = new int[left][symbols()];
        for (int state = 0; state < place.length; state++) {
            if (visited[state]) {
                for (int symbol = 0; symbol < symbols(); symbol++) {
                    int to = place[successors[state][symbol]];
                    kept[place[state]][symbol] = to < 0 ? place[state] : to;
                }
            }
        }
        return new TransitionTable(seen, kept);
    }

    /** The automaton, with what the traffic shows of it. */
    FiniteAutomaton automaton(boolean everyPrefix) {
        long[] visits = new long[states()];
        long[][] moves = new long[states()][symbols()];
        for (int node = 0; node < at.length; node++) {
            visits[at[node]] += seen.trie().count(node);
            if (node > 0) {
                moves[at[seen.trie().parent(node)]][seen.trie().symbol(node)] +=
                        seen.trie().count(node);
            }
        }
        return new FiniteAutomaton(everyPrefix, 0, successors, outputs(), visits, moves);
    }
}
