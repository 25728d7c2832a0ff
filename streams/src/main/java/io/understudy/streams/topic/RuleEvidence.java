package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.understudy.agent.phrase.Reason;
import java.util.function.IntFunction;

/**
 * A phrase that contributed to an answer of rules.
 *
 * @param outcome the class (the next symbol) that it speaks for
 * @param score what it is ranked by, or its part of the log odds against the runner-up, nats
 * @param place in the sequence of its first symbol, from 0; −1 if it begins before the sequence
 */
public record RuleEvidence(
        String phrase, @JsonProperty("class") String outcome, double score, int place) {
    /**
     * One reason.
     *
     * @param names what columns of an answer are called
     * @param text the phrase, as people read it
     */
    public static RuleEvidence of(Reason reason, String text, IntFunction<String> names) {
        return new RuleEvidence(text, names.apply(reason.outcome()), reason.score(), reason.at());
    }
}
