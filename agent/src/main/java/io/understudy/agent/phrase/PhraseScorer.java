package io.understudy.agent.phrase;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Ranking;
import java.util.Arrays;
import java.util.List;

/** Evaluates a classifier of phrases and gives its reasons. Safe for use by several threads. */
public interface PhraseScorer extends Scorer {
    /** For each row of the answer, whether a phrase applied in it. */
    boolean[] covered(int[] word);

    /** For each row of the answer, the class (the next symbol) that comes first. */
    default int[] decisions(int[] word) {
        return Arrays.stream(answer(word).rows()).mapToInt(Ranking::first).toArray();
    }

    /**
     * For each row of the answer, the number of the phrase that decided it or spoke for it the most; −1 where none did.
     */
    int[] leading(int[] word);

    /**
     * Why the answer is what it is.
     *
     * @param length after how many symbols of the word: all of them, for a classifier
     * @return the phrase that decided, or the strongest of those that spoke for it; empty where none did
     */
    List<Reason> because(int[] word, int length);
}
