package io.understudy.agent.automaton;

import java.util.Arrays;

/**
 * A deterministic finite automaton whose states have an output: the distribution over classes, or over the next
 * symbol. Every state has a successor for every symbol.
 *
 * @param everyPrefix whether it answers after every prefix of a word (a language model) or for the whole word (a
 *     classifier)
 * @param initial the state before the first symbol
 * @param successors [states][symbols]
 * @param outputs a distribution for each state, [states][columns]
 * @param visits how often the sequences that it was distilled from came to each state, [states]
 * @param moves how often they left it by each symbol, [states][symbols]
 */
public record FiniteAutomaton(
        boolean everyPrefix, int initial, int[][] successors, double[][] outputs, long[] visits, long[][] moves)
        implements Automaton {

    /** Checks that all dimensions fit. */
    public FiniteAutomaton {
        int states = successors.length;
        require(states > 0 && successors[0].length > 0, "an automaton has at least one state and one symbol");
        require(
                outputs.length == states && visits.length == states && moves.length == states,
                "outputs, visits and moves are there for each state");
        require(initial >= 0 && initial < states, "the initial state is one of the states");
        int symbols = successors[0].length;
        for (int state = 0; state < states; state++) {
            require(
                    successors[state].length == symbols && moves[state].length == symbols,
                    "every state has a successor and a count for every symbol");
            require(outputs[state].length == outputs[0].length, "every state says something of all columns");
            require(
                    Arrays.stream(successors[state]).allMatch(to -> to >= 0 && to < states),
                    "every successor is one of the states");
        }
        require(!everyPrefix || outputs[0].length == symbols + 1, "what comes next is a symbol or the end");
    }

    @Override
    public int states() {
        return successors.length;
    }

    @Override
    public int symbols() {
        return successors[0].length;
    }

    @Override
    public int columns() {
        return outputs[0].length;
    }

    @Override
    public Scorer scorer() {
        return new FiniteScorer(this);
    }

    @Override
    public Scorer compiled() {
        return scorer();
    }

    /** The state after a word. */
    public int after(int[] word) {
        return path(word)[word.length];
    }

    /** The states after each prefix of a word, the empty and the whole one included, [symbols + 1]. */
    public int[] path(int[] word) {
        int[] states = new int[word.length + 1];
        states[0] = initial;
        for (int t = 0; t < word.length; t++) {
            states[t + 1] = successors[states[t]][word[t]];
        }
        return states;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
