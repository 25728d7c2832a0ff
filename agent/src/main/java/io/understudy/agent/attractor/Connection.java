package io.understudy.agent.attractor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A transition from one attractor to another.
 *
 * @param symbols at which traffic takes it, the most frequent first
 * @param visits how often traffic takes it
 * @param threshold the smallest displacement found that leads from one to the other without input, in units of the
 *     whole state; null where it was not looked for or not found
 * @param word the shortest input found that leads from one to the other; null where there is none so short
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Connection(
        String from, String to, List<String> symbols, long visits, Double threshold, List<String> word) {}
