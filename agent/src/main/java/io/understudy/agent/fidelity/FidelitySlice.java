package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Fidelity at some positions. A JSON array: a breakdown holds hundreds of them.
 *
 * @param positions how many there are
 * @param decided at how many the surrogate's decision is as good as the model's
 * @param variation sum of the total variation distance
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
@JsonPropertyOrder({"positions", "decided", "variation"})
public record FidelitySlice(long positions, long decided, double variation) {
    static final FidelitySlice NONE = new FidelitySlice(0, 0, 0);

    FidelitySlice plus(FidelitySlice other) {
        return new FidelitySlice(positions + other.positions, decided + other.decided, variation + other.variation);
    }

    /** The mean of a measure; NaN without positions. */
    public double of(Measure measure) {
        double sum = measure == Measure.DECISION_AGREEMENT ? decided : variation;
        return positions == 0 ? Double.NaN : sum / positions;
    }
}
