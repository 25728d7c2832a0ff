package io.understudy.agent.phrase;

import io.understudy.agent.model.InvalidInputException;
import java.util.HashSet;
import java.util.List;

/**
 * Rules in order: the first whose phrase occurs decides, and a default if none does.
 *
 * @param everyPrefix whether it answers after every prefix of a word (a language model)
 * @param symbols in the alphabet
 * @param rules the first decides first
 * @param otherwise what is said where no phrase occurs, [columns]
 */
public record OrderedRules(boolean everyPrefix, int symbols, List<Rule> rules, double[] otherwise)
        implements PhraseClassifier {
    /** Checks that the rules speak of one alphabet. */
    public OrderedRules {
        rules = List.copyOf(rules);
        if (new HashSet<>(rules.stream().map(Rule::phrase).toList()).size() != rules.size()) {
            throw new InvalidInputException("two rules have the same phrase");
        }
        for (Rule rule : rules) {
            if (rule.outcome() < 0
                    || rule.outcome() >= otherwise.length
                    || rule.says().length != otherwise.length
                    || !rule.phrase().isOf(symbols)) {
                throw new InvalidInputException("a rule has other symbols or classes than its list");
            }
        }
    }

    @Override
    public List<Phrase> phrases() {
        return rules.stream().map(Rule::phrase).toList();
    }

    @Override
    public int columns() {
        return otherwise.length;
    }

    @Override
    public PhraseScorer scorer() {
        return new OrderedScorer(this);
    }
}
