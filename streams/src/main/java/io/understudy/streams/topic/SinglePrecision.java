package io.understudy.streams.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/**
 * Writes measures of one sequence with as many digits as the model's own answers have: half as long as with all digits
 * of a double, and written in half the time.
 */
final class SinglePrecision {
    private SinglePrecision() {}

    /** One number. */
    static final class OfNumber extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeNumber(value.floatValue());
        }
    }

    /** All counts of one sequence; those of many are sums, and keep their digits. */
    static final class OfCounts extends JsonSerializer<FidelityCounts> {
        @Override
        public void serialize(FidelityCounts counts, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeStartObject();
            to.writeNumberField("positions", counts.positions());
            to.writeNumberField("agreed", counts.agreed());
            to.writeNumberField("decided", counts.decided());
            to.writeNumberField("regret", (float) counts.regret());
            to.writeNumberField("variation", (float) counts.variation());
            to.writeNumberField("kl", (float) counts.kl());
            to.writeEndObject();
        }
    }
}
