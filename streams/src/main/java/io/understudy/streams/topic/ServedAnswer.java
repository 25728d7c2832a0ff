package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the production endpoint answered to a sequence.
 *
 * @param name of the class (for a language model, of the next symbol after the whole sequence); null if it gave numbers
 * @param rows numbers as the graph's output has them, a row for each position that the endpoint was queried for, or one
 *     for the last; null if it gave a name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServedAnswer(String name, float[][] rows) {}
