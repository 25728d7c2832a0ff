package io.understudy.streams.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.Map;

/**
 * Fidelity in one window of event time; a JSON line.
 *
 * @param begin of the window
 * @param end of the window
 * @param version of the surrogates
 * @param sequences that were scored
 * @param refused sequences that could not be
 * @param surrogates what each showed
 */
@JsonPropertyOrder({"type", "begin", "end"})
public record WindowRow(
        Instant begin, Instant end, long version, long sequences, long refused, Map<String, Measured> surrogates) {
    /** Distinguishes the lines. */
    @JsonProperty
    public String type() {
        return "window";
    }

    /**
     * What a surrogate showed.
     *
     * @param beyondLimit whether the window is beyond its limit, as {@code fidelity.floor} and {@code fidelity.margin}
     *     set it
     */
    public record Measured(
            long positions,
            double decisionAgreement,
            double totalVariation,
            double regret,
            double agreement,
            double klNats,
            boolean beyondLimit) {}
}
