package io.understudy.streams.topic;

import java.util.List;

/**
 * Asks for a distillation.
 *
 * @param incumbent version of the surrogate that gave cause; 0 if there was none
 * @param sequences recent traffic, names of symbols
 */
public record ExtractionRequest(
        String id, String model, String trigger, long incumbent, List<List<String>> sequences) {}
