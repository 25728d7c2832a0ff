package io.understudy.agent.phrase;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.Surrogate;
import java.util.List;

/** A classifier by the phrases in a word; for a language model, by those that a prefix ends with. */
public sealed interface PhraseClassifier extends Surrogate permits OrderedRules, ScoredPhrases {
    /** The phrases, all different. */
    List<Phrase> phrases();

    /** Whether it answers after every prefix of a word (a language model). */
    boolean everyPrefix();

    /** What is said where no phrase occurs: the largest is its class, [columns]. */
    double[] otherwise();

    @Override
    default int size() {
        return phrases().size();
    }

    @Override
    PhraseScorer scorer();

    @Override
    default Scorer compiled() {
        return scorer();
    }
}
