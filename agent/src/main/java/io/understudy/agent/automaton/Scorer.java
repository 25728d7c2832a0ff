package io.understudy.agent.automaton;

import io.understudy.agent.word.SortedWords;
import java.util.List;

/** Evaluates one automaton. Safe for use by several threads. */
public interface Scorer {
    /**
     * What the automaton says of a word, in the shape in which an oracle answers: for a language model [length +
     * 1][symbols + 1], for a classifier [1][classes].
     *
     * <p>The numbers are raw: a row may hold negative numbers, where nothing in the automaton stands against them, and
     * is scaled by an arbitrary positive factor. A row of zeros says that the automaton knows nothing here.
     */
    Answer answer(int[] word);

    /**
     * Answers to many words. Rows that are equal because words begin alike may be one array, not to be written to.
     *
     * @return in the order in which they are sorted
     */
    default List<Answer> answers(SortedWords words) {
        return words.words().stream().map(this::answer).toList();
    }

    /**
     * The weight of a whole word.
     *
     * @param conditional what the conditional probabilities in {@link #answer} multiply to, which is the weight unless
     *     the automaton knows better
     */
    default double weight(int[] word, double conditional) {
        return conditional;
    }
}
