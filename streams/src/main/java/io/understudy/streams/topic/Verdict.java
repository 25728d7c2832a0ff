package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.understudy.agent.fidelity.Comparison;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * The answers of model and surrogates to one sequence, side by side.
 *
 * @param id the sequence's
 * @param timestamp the sequence's event time, milliseconds since 1970
 * @param segment of the traffic that the sequence belongs to; null where none are distinguished
 * @param servedDiffers whether the production endpoint answered otherwise; null where its answer is not known
 * @param findings in JSON with the other members, not below them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verdict(
        String id,
        long timestamp,
        String segment,
        Boolean servedDiffers,

        @JsonUnwrapped Findings findings) {

    /**
     * What depends on nothing but the sequence's symbols, the model and its surrogates.
     *
     * @param modelSha256 of the model's file
     * @param version of the surrogates; 0 if there were none yet
     * @param positions how many positions were compared
     * @param modelLogProbability of the sequence, or of the class the model chose; nats
     * @param modelClass the class the model chose, for a classifier
     * @param surrogates by name
     * @param attractors where the network was, run by run; null if its attractors are not known
     * @param because the phrases for which the rules answered as they did, the strongest first; of a language model
     *     those behind the last answer that a phrase spoke for; null without rules
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Findings(
            String model,
            String modelSha256,
            long version,
            int positions,

            @JsonSerialize(using = SinglePrecision.class) double modelLogProbability,

            String modelClass,
            Map<String, Said> surrogates,
            List<Stay> attractors,
            List<RuleEvidence> because) {}

    /**
     * Some steps at one place.
     *
     * @param at the id of an attractor, or {@code none}
     */
    public record Stay(String at, int steps) {}

    /**
     * How near one surrogate came.
     *
     * @param agreed positions at which both put the same first
     * @param agreement {@code agreed / positions}
     * @param decisionAgreement share of positions at which its first is, by the model, about as probable as the model's
     *     own
     * @param regret mean over positions of what it is less probable
     * @param totalVariation mean total variation distance over positions, 0 to 1
     * @param klNats mean KL(model ‖ surrogate) over positions
     * @param ndcg5 mean NDCG@5 over positions
     * @param clipped positions at which a weight had to be clipped
     * @param logProbability as {@code modelLogProbability}
     */
    public record Said(
            int agreed,

            @JsonSerialize(using = SinglePrecision.class) double agreement,

            @JsonSerialize(using = SinglePrecision.class) double decisionAgreement,

            @JsonSerialize(using = SinglePrecision.class) double regret,

            @JsonSerialize(using = SinglePrecision.class) double totalVariation,

            @JsonSerialize(using = SinglePrecision.class) double klNats,

            @JsonSerialize(using = SinglePrecision.class) double ndcg5,

            int clipped,

            @JsonSerialize(using = SinglePrecision.class) double logProbability) {
        /** What one comparison says. */
        public static Said of(Comparison comparison) {
            double positions = comparison.positions();
            return new Said(
                    comparison.agreed(),
                    comparison.agreed() / positions,
                    comparison.decided() / positions,
                    comparison.regret() / positions,
                    comparison.variation() / positions,
                    comparison.kl() / positions,
                    comparison.ndcg() / positions,
                    comparison.clipped(),
                    comparison.surrogateLogProbability());
        }
    }

    /**
     * Writes measures with as many digits as the model's own answers have: half as long as with all digits of a double,
     * and written in half the time.
     */
    private static final class SinglePrecision extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeNumber(value.floatValue());
        }
    }
}
