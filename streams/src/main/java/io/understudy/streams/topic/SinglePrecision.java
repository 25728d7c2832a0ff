package io.understudy.streams.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
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

    /** All counts of one sequence, without names; those of many are sums, and keep their digits. */
    static final class OfCounts extends JsonSerializer<FidelityCounts> {
        @Override
        public void serialize(FidelityCounts counts, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeStartArray();
            to.writeNumber(counts.positions());
            to.writeNumber(counts.agreed());
            to.writeNumber(counts.decided());
            to.writeNumber((float) counts.regret());
            to.writeNumber((float) counts.variation());
            to.writeNumber((float) counts.kl());
            to.writeEndArray();
        }
    }

    /** Reads what {@link OfCounts} writes, and what an older release wrote with names. */
    static final class ToCounts extends JsonDeserializer<FidelityCounts> {
        @Override
        public FidelityCounts deserialize(JsonParser from, DeserializationContext context) throws IOException {
            if (!from.isExpectedStartArrayToken()) {
                return context.readValue(from, FidelityCounts.class);
            }
            FidelityCounts counts = new FidelityCounts(
                    from.nextLongValue(0),
                    from.nextLongValue(0),
                    from.nextLongValue(0),
                    number(from),
                    number(from),
                    number(from));
            if (from.nextToken() != JsonToken.END_ARRAY) {
                context.reportInputMismatch(FidelityCounts.class, "counts are six numbers");
            }
            return counts;
        }

        /** What is not finite is text in JSON. */
        private static double number(JsonParser from) throws IOException {
            from.nextToken();
            return from.getValueAsDouble(Double.NaN);
        }
    }
}
