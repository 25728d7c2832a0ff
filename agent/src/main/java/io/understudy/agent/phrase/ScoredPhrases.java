package io.understudy.agent.phrase;

import io.understudy.agent.model.InvalidInputException;
import java.util.HashSet;
import java.util.List;

/**
 * Weights for phrases: the log odds of a class are the sum of the weights of all phrases that occur, however often, and
 * a bias.
 *
 * @param everyPrefix whether it answers after every prefix of a word (a language model)
 * @param symbols in the alphabet
 * @param weights [phrases][columns], nats
 * @param bias [columns], nats
 */
public record ScoredPhrases(boolean everyPrefix, int symbols, List<Phrase> phrases, double[][] weights, double[] bias)
        implements PhraseClassifier {
    /** Checks that all dimensions fit. */
    public ScoredPhrases {
        phrases = List.copyOf(phrases);
        if (new HashSet<>(phrases).size() != phrases.size()) {
            throw new InvalidInputException("a phrase is there twice");
        }
        if (weights.length != phrases.size()) {
            throw new InvalidInputException(
                    "%d phrases have %d rows of weights".formatted(phrases.size(), weights.length));
        }
        for (int p = 0; p < weights.length; p++) {
            if (weights[p].length != bias.length || !phrases.get(p).isOf(symbols)) {
                throw new InvalidInputException("a phrase has other symbols or classes than the rest");
            }
        }
    }

    @Override
    public double[] otherwise() {
        return bias;
    }

    @Override
    public int columns() {
        return bias.length;
    }

    @Override
    public PhraseScorer scorer() {
        return new AdditiveScorer(this);
    }
}
