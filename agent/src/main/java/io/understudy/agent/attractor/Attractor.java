package io.understudy.agent.attractor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * An attractor of the network, or a slow point.
 *
 * @param id {@code A0} is the one most visited
 * @param stable whether it attracts; a slow point does not, however long the state stays
 * @param period of a limit cycle, steps; 1 for a fixed point
 * @param lasts steps that the state stays at a slow point; null for an attractor
 * @param held the symbols under which it is one
 * @param says what the model says there most often: a class, or what comes next
 * @param spectralRadius of the derivative there: below 1 it attracts, near 1 slowly
 * @param visits steps of the extraction's sequences that were assigned to it
 * @param radius what is further away is not at it, in units of the hidden state
 * @param words how the steps end that most often led there
 * @param centre the mean of the hidden states of the last layer that go there, [width]
 * @param points where it is, in the same space, [period][width]
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Attractor(
        String id,
        Kind kind,
        boolean stable,
        int period,
        Integer lasts,
        List<String> held,
        String says,
        double spectralRadius,
        long visits,
        double radius,
        List<String> words,
        float[] centre,
        float[][] points) {
    /** What it is. */
    public enum Kind {
        /** One point. */
        @JsonProperty("fixed-point")
        FIXED_POINT,
        /** Several points, one after the other. */
        @JsonProperty("limit-cycle")
        LIMIT_CYCLE,
        /** One place of a line or plane of attractors. */
        @JsonProperty("continuous")
        CONTINUOUS
    }
}
