package io.understudy.streams.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.understudy.agent.fidelity.Measure;
import java.time.Instant;

/**
 * A drop of fidelity and when it began; a JSON line.
 *
 * @param surrogate whose it is
 * @param measure that dropped
 * @param before its mean before
 * @param after its mean from the onset until it was detected
 * @param began event time of the first sequence after the change, as near as the detector's window shows
 * @param window begin of the window that it lies in
 * @param detected event time of the sequence that made the drop evident
 * @param count sequences between the two
 */
@JsonPropertyOrder({"type", "surrogate", "measure"})
public record Onset(
        String surrogate,
        Measure measure,
        double before,
        double after,
        Instant began,
        Instant window,
        Instant detected,
        long count) {
    /** Distinguishes the lines. */
    @JsonProperty
    public String type() {
        return "drift";
    }
}
