package io.understudy.streams.scoring;

import io.understudy.agent.phrase.PhraseScorer;
import java.util.ArrayList;
import java.util.List;

/**
 * The phrases of the rules in one word.
 *
 * @param positions at which the rules answered
 * @param covered those at which a phrase applied
 * @param fired where a phrase decided the answer, or spoke for it the most
 */
public record WordPhrases(int positions, int covered, List<Fired> fired) {
    /** Without rules. */
    static final WordPhrases NONE = new WordPhrases(0, 0, List.of());

    /**
     * A phrase and the class (the next symbol) that came first.
     *
     * @param phrase its number
     */
    public record Answer(int phrase, int outcome) {}

    /**
     * A phrase that fired.
     *
     * @param misled whether the decision was not as good as the model's
     */
    public record Fired(Answer answer, boolean misled) {}

    /**
     * @param decisions at which positions the decision is as good as the model's
     */
    static WordPhrases of(PhraseScorer rules, int[] word, boolean[] decisions) {
        int[] said = rules.decisions(word);
        int[] leading = rules.leading(word);
        int covered = 0;
        for (boolean row : rules.covered(word)) {
            covered += row ? 1 : 0;
        }
        List<Fired> fired = new ArrayList<>();
        for (int t = 0; t < leading.length; t++) {
            if (leading[t] >= 0) {
                fired.add(new Fired(new Answer(leading[t], said[t]), !decisions[t]));
            }
        }
        return new WordPhrases(leading.length, covered, fired);
    }
}
