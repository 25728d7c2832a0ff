package io.understudy.streams.topic;

import java.util.List;

/**
 * A sequence that the model sees.
 *
 * @param id the sender's, or the record's place in its topic
 * @param symbols names, as they came
 * @param timestamp event time, milliseconds since 1970
 */
public record Sequence(String id, List<String> symbols, long timestamp) {}
