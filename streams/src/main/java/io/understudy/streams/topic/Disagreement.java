package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A sequence on which a surrogate decided otherwise than the model: its first symbol (class) is, by the model, clearly
 * less probable than the model's own.
 *
 * @param id the sequence's
 * @param at the sequence's event time, milliseconds since 1970
 * @param surrogate its name
 * @param version of the surrogates
 * @param symbols up to the position and a little further; the beginning is cut off where it is long
 * @param cut how many symbols were cut off
 * @param position how many of the sequence's symbols had been read where they differed first
 * @param agreed at how many positions their decisions agreed
 * @param positions how many there are
 * @param model what the model put first there, best first
 * @param said what the surrogate put first there, best first
 * @param state the state of what is drawn of the surrogate; null if nothing is
 * @param because the phrases that misled, of rules; null of other surrogates
 * @param why in words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Disagreement(
        String id,
        long at,
        String surrogate,
        long version,
        List<String> symbols,
        int cut,
        int position,
        int agreed,
        int positions,
        List<Guess> model,
        List<Guess> said,
        Integer state,
        List<RuleEvidence> because,
        String why) {
    /** A symbol or class, and its probability. */
    public record Guess(String name, double probability) {}
}
