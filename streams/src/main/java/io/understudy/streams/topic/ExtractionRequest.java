package io.understudy.streams.topic;

import java.util.List;

/**
 * Requests a distillation.
 *
 * @param modelSha256 of the file to distil; only an instance that serves it can
 * @param incumbent version of the surrogate that gave cause; 0 if there was none
 * @param sequences recent traffic, names of symbols
 */
public record ExtractionRequest(
        String id, String model, String modelSha256, String trigger, long incumbent, List<List<String>> sequences) {
    /** The record header that names the file, so that others need not read the request. */
    public static final String FILE = "understudy-model-sha256";

    /** Whether no more than the attractors are to be searched again. */
    public boolean attractorsOnly() {
        return Trigger.attractorsOnly(trigger);
    }
}
