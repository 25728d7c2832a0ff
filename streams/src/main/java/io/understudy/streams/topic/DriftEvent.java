package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.understudy.agent.fidelity.Breakdown.Dimension;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.fingerprint.Equivalence;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event in the life of a model's surrogates. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DriftEvent.Drift.class, name = "drift"),
    @JsonSubTypes.Type(value = DriftEvent.AttractorShift.class, name = "attractor-shift"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionWanted.class, name = "extraction-wanted"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionRequested.class, name = "extraction-requested"),
    @JsonSubTypes.Type(value = DriftEvent.ExtractionDecided.class, name = "extraction-decided"),
    @JsonSubTypes.Type(value = DriftEvent.DistillationStopped.class, name = "distillation-stopped"),
    @JsonSubTypes.Type(value = DriftEvent.ModelChanged.class, name = "model-changed"),
    @JsonSubTypes.Type(value = DriftEvent.ModelRefused.class, name = "model-refused"),
    @JsonSubTypes.Type(value = DriftEvent.ServedDiffers.class, name = "served-differs")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface DriftEvent {
    /** The model's id. */
    String model();

    /** When, milliseconds since 1970. */
    long at();

    /**
     * Fidelity dropped.
     *
     * @param detector {@code adwin} or {@code floor}
     * @param version of the surrogate
     * @param measure that shows it
     * @param before the measure before the drop; the limit, for the floor
     * @param after the measure since the drop
     * @param count how many sequences (adwin) or positions (floor) {@code after} is a mean of
     * @param contributions what contributes most, segments first
     */
    record Drift(
            String model,
            long at,
            String surrogate,
            String detector,
            long version,
            Measure measure,
            double before,
            double after,
            long count,
            List<Contribution> contributions)
            implements DriftEvent {
        /** What an older release wrote is about agreement, and does not say why. */
        public Drift {
            measure = measure == null ? Measure.DECISION_AGREEMENT : measure;
            contributions = contributions == null ? List.of() : contributions;
        }

        /** With what contributes to it. */
        public Drift because(List<Contribution> why) {
            return new Drift(model, at, surrogate, detector, version, measure, before, after, count, why);
        }

        /** The segment that contributes most; empty without one. */
        public Optional<String> segment() {
            return contributions.stream()
                    .filter(one -> one.dimension() == Dimension.SEGMENT)
                    .map(Contribution::value)
                    .findFirst();
        }
    }

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

    /**
     * Somebody requested a distillation by hand; the owner of the model's partition begins one.
     *
     * @param modelSha256 of the file that is served where it was requested
     */
    record ExtractionWanted(String model, String modelSha256, long at) implements DriftEvent {}

    /**
     * A distillation was requested.
     *
     * @param modelSha256 of the file to distil
     * @param trigger {@code initial}, {@code manual}, {@code model-changed}, the detector that gave the alarm; or
     *     {@code attractor-shift} or {@code attractors-unknown}, for the attractors alone
     * @param sequences how many go with it
     */
    record ExtractionRequested(String model, String modelSha256, long at, String request, String trigger, int sequences)
            implements DriftEvent {}

    /**
     * A distillation ended.
     *
     * @param modelSha256 of the file that was distilled
     * @param outcome {@code promoted}, {@code rejected}, {@code failed} or {@code superseded}
     * @param version of the challenger; of the incumbent if there is no challenger
     * @param seconds how long it took
     * @param heldOut on how many held-out sequences of recent traffic the two were compared
     * @param agreementIncumbent of the first surrogate by which it was decided, the weighted automaton where there is
     *     one; null if there was none. So are the figures that follow
     * @param agreementChallenger null if there is none
     * @param reason what failed
     * @param surrogates each surrogate's contest; the better one of each is in force after a promotion
     */
    record ExtractionDecided(
            String model,
            String modelSha256,
            long at,
            String request,
            String trigger,
            String outcome,
            long version,
            double seconds,
            int heldOut,
            Double agreementIncumbent,
            Double agreementChallenger,
            Double decisionAgreementIncumbent,
            Double decisionAgreementChallenger,
            Double klIncumbent,
            Double klChallenger,
            String reason,
            Map<String, Contested> surrogates)
            implements DriftEvent {
        /** Whether the surrogates were not to be distilled: no more than the attractors were searched again. */
        public boolean attractorsOnly() {
            return Trigger.attractorsOnly(trigger);
        }
    }

    /**
     * A distillation from as much recent traffic as there is to be was no better than what is in force: none is begun
     * any more until traffic or model change.
     *
     * @param version of the surrogates in force
     * @param request the distillation that was no better
     */
    record DistillationStopped(String model, long at, long version, String request) implements DriftEvent {}

    /**
     * An instance serves another file than before, or than the surrogates in force were distilled from.
     *
     * @param before SHA-256 of the file; null where it is not known
     * @param after SHA-256 of the file that is served now
     * @param verdict how its answers compare with those before
     * @param distance of the log odds; null where the two cannot be compared
     * @param threshold that float noise does not reach; null as above
     * @param kept whether surrogates are in force for it: those that were, or those of an earlier time that it was
     *     served
     * @param version of these surrogates; 0 without any
     * @param attractorsLost whether its hidden states are not those that the surrogates' attractors were found in
     * @param reason of the verdict, in words
     */
    record ModelChanged(
            String model,
            long at,
            String before,
            String after,
            Equivalence verdict,
            Double distance,
            Double threshold,
            boolean kept,
            long version,
            boolean attractorsLost,
            String reason)
            implements DriftEvent {}

    /** What was put into the model's folder cannot be served; the model that was served stays. */
    record ModelRefused(String model, long at, String serving, String reason) implements DriftEvent {}

    /**
     * The production endpoint gave other answers than the file that is served here.
     *
     * @param modelSha256 of that file
     * @param compared answers since the last such event
     * @param differed those of them that differ
     * @param examples a few
     */
    record ServedDiffers(
            String model,
            long at,
            String modelSha256,
            long compared,
            long differed,
            List<ServedComparison.Difference> examples)
            implements DriftEvent {}

    /**
     * How a challenger did against the incumbent, on the same held-out sequences. Without an incumbent its figures and
     * the interval are null.
     *
     * @param decidedBy the measure by which the two could be distinguished; null if by none
     * @param difference by how much the challenger is the better one in that measure (else in decision agreement)
     * @param interval of that difference: paired bootstrap over sequences, percentiles
     * @param confidence of the interval
     * @param belowFloor whether what is in force afterwards is below the configured floor; null unless it is
     * @param promoted whether the challenger is the better one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Contested(
            Double agreementIncumbent,
            Double agreementChallenger,
            Double decisionAgreementIncumbent,
            Double decisionAgreementChallenger,
            Double totalVariationIncumbent,
            Double totalVariationChallenger,
            Double klIncumbent,
            Double klChallenger,
            Measure decidedBy,
            Double difference,
            double[] interval,
            Double confidence,
            Boolean belowFloor,
            boolean promoted) {}
}
