package io.understudy.streams.demo;

import java.util.List;

/**
 * The figures of a demo.
 *
 * @param sequencesIn sent to the sequences topic
 * @param verdicts read back, committed
 * @param deadLetters read back, committed
 * @param agreementBefore decision agreement on normal traffic, first surrogate
 * @param agreementAtDrift on changed traffic, first surrogate
 * @param agreementAfter on changed traffic, after the last decision
 * @param driftEvents drops of fidelity that were reported
 */
public record DemoSummary(
        long sequencesIn,
        long verdicts,
        long deadLetters,
        Double agreementBefore,
        Double agreementAtDrift,
        Double agreementAfter,
        List<Extraction> extractions,
        List<DriftSeen> driftEvents) {
    /**
     * One reported drop.
     *
     * @param phase {@code normal}, or {@code changed} once the traffic had changed
     */
    public record DriftSeen(String surrogate, String detector, String phase) {}

    /** One distillation and its decision. */
    public record Extraction(
            long version,
            String trigger,
            boolean promoted,
            double seconds,
            Double agreementIncumbent,
            Double agreementChallenger) {}
}
