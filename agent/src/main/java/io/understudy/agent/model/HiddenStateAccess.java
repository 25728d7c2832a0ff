package io.understudy.agent.model;

import java.util.List;

/** Queries that also return the hidden states. */
public interface HiddenStateAccess {
    /**
     * What the model answers, and where it is while it does.
     *
     * @param answers as {@link Oracle#query} gives them
     * @param hidden states of the last recurrent layer after each symbol of each word, [words][length][width]
     */
    record StatesAndAnswers(List<float[][]> answers, List<float[][]> hidden) {}

    /**
     * Queries words and looks at the hidden states after each of their symbols.
     *
     * @param words places in the alphabet
     */
    StatesAndAnswers queryWithStates(List<int[]> words);
}
