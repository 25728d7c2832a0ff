package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A sequence that the model sees.
 *
 * @param id the sender's, or the record's place in its topic
 * @param symbols names, as they came
 * @param timestamp event time, milliseconds since 1970
 * @param segment of the traffic that it belongs to; null where none are distinguished
 * @param served what the production endpoint answered; null where it is not known
 * @param answerKey what a logged request's answer will be known by; null where none is logged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sequence(
        String id, List<String> symbols, long timestamp, String segment, ServedAnswer served, String answerKey) {
    /** One whose answer in production is not known. */
    public Sequence(String id, List<String> symbols, long timestamp, String segment) {
        this(id, symbols, timestamp, segment, null, null);
    }
}
