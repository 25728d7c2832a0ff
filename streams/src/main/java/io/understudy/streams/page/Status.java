package io.understudy.streams.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;

/**
 * The status of an instance and of the surrogates in force.
 *
 * @param modelSha256 of the file that is served
 * @param task {@code language-model} or {@code classifier}
 * @param version of the surrogates in force; 0 if there are none
 * @param made when they were distilled, milliseconds since 1970; null if there are none
 * @param now the clock of the instance that says so, milliseconds since 1970
 * @param windowSeconds length of a window
 * @param streams the state of Kafka Streams
 * @param work how far this instance's distillation is, or its last one was; null if it has had none
 * @param deadLetters read since this instance started, the latest of those that were there already included
 * @param mayExtract whether a distillation can be requested, with a token
 */
@JsonInclude(Include.NON_NULL)
public record Status(
        String model,
        String modelSha256,
        String task,
        long version,
        Long made,
        long now,
        double windowSeconds,
        String streams,
        boolean ready,
        List<Surrogate> surrogates,
        int attractors,
        Work work,
        long deadLetters,
        boolean mayExtract) {
    /**
     * One explanation.
     *
     * @param kind {@code finite}, {@code weighted} or {@code rules}
     * @param states the rank, for a weighted one; the phrases, for rules
     * @param how it was distilled
     * @param decisionAgreement in the latest windows; null without any
     * @param totalVariation there
     * @param regret there
     * @param agreement share of positions with the same first, there
     * @param positions behind these
     * @param floor of decision agreement, below which a window is drift; null if there is nothing to go by
     */
    public record Surrogate(
            String name,
            String kind,
            int states,
            String how,
            Double decisionAgreement,
            Double totalVariation,
            Double regret,
            Double agreement,
            long positions,
            Double floor) {}

    /** A distillation's stage. */
    public record Work(String stage, long done, long of) {}
}
