package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** What happened to a model's explanations. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DriftEvent.Drift.class, name = "drift"),
    @JsonSubTypes.Type(value = DriftEvent.AttractorShift.class, name = "attractor-shift"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionWanted.class, name = "extraction-wanted"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionRequested.class, name = "extraction-requested"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionDecided.class, name = "extraction-decided")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface DriftEvent {
    /** The model's id. */
    String model();

    /** When, milliseconds since 1970. */
    long at();

    /**
     * Agreement fell.
     *
     * @param detector {@code adwin} or {@code floor}
     * @param version of the surrogate
     * @param before agreement before the fall; the floor, for the floor
     * @param after agreement after the fall
     * @param count how many sequences (adwin) or positions (floor) {@code after} is a mean of
     */
    record Drift(
            String model,
            long at,
            String surrogate,
            String detector,
            long version,
            double before,
            double after,
            long count)
            implements DriftEvent {}

    /**
     * Traffic visits the attractors otherwise than when they were found.
     *
     * @param version of the surrogates that they belong to
     * @param distance Jensen–Shannon distance of the visits, 0 to 1
     * @param usual the largest distance of samples as large when they were found
     * @param pValue of the G-test
     * @param sequences how many were compared
     * @param shares what changed most, by the id of an attractor or {@code none}
     */
    record AttractorShift(
            String model,
            long at,
            long version,
            double distance,
            double usual,
            double pValue,
            long sequences,
            Map<String, Share> shares)
            implements DriftEvent {
        /** A share of the steps, then and now. */
        public record Share(double before, double after) {}
    }

    /** Somebody asked for a distillation by hand; the owner of the model's partition begins one. */
    record ExtractionWanted(String model, long at) implements DriftEvent {}

    /**
     * A distillation was asked for.
     *
     * @param trigger {@code initial}, {@code manual}, or the detector that gave the alarm
     * @param sequences how many go with it
     */
    record ExtractionRequested(String model, long at, String request, String trigger, int sequences)
            implements DriftEvent {}

    /**
     * A distillation ended.
     *
     * @param outcome {@code promoted}, {@code rejected}, {@code failed} or {@code superseded}
     * @param version of the challenger; of the incumbent if there is no challenger
     * @param seconds how long it took
     * @param heldOut on how many held-out sequences of recent traffic the two were compared
     * @param agreementIncumbent of the first surrogate by which it was decided, the weighted automaton where there is
     *     one; null if there was none. So are the three that follow
     * @param agreementChallenger null if there is none
     * @param reason what failed
     * @param surrogates each surrogate's contest; the better one of each is in force after a promotion
     */
    record ExtractionDecided(
            String model,
            long at,
            String request,
            String trigger,
            String outcome,
            long version,
            double seconds,
            int heldOut,
            Double agreementIncumbent,
            Double agreementChallenger,
            Double klIncumbent,
            Double klChallenger,
            String reason,
            Map<String, Contested> surrogates)
            implements DriftEvent {}

    /**
     * How a challenger did against the incumbent, on the same held-out sequences.
     *
     * @param promoted whether the challenger is the better one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Contested(
            Double agreementIncumbent,
            Double agreementChallenger,
            Double klIncumbent,
            Double klChallenger,
            boolean promoted) {}
}
