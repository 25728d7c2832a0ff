package io.understudy.agent.rule;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.Surrogate;
import java.util.List;

/** Answers by the phrases that occur in a word; of a language model, by those that a prefix ends with. */
public sealed interface PhraseClassifier extends Surrogate permits OrderedRules, ScoredPhrases {
    /** The phrases, all different. */
    List<Phrase> phrases();

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
