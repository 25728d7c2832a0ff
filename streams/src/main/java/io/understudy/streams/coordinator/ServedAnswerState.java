package io.understudy.streams.coordinator;

import io.understudy.streams.topic.DriftEvent.ServedDiffers;
import io.understudy.streams.topic.ServedComparison;
import io.understudy.streams.topic.ServedFile;
import java.util.Optional;

/**
 * Compares the answers of the production endpoint with those of the served file. One answer that differs is enough:
 * the same function gives the same answers. It is reported once, and again when answers differ after so many that did
 * not.
 *
 * @param since what has been compared since the last report
 * @param alike answers in a row that do not differ
 * @param active whether it has been reported, and has not recovered
 */
record ServedAnswerState(ServedComparison since, long alike, boolean active) {
    /** So many answers that do not differ make it good. */
    static final long ENOUGH = 1_000;

    /** A new watch, and what is to be reported. */
    record Step(ServedAnswerState watch, Optional<ServedDiffers> event) {}

    static ServedAnswerState fresh() {
        return new ServedAnswerState(ServedComparison.NONE, 0, false);
    }

    Step observe(ServedFile file, ServedComparison batch, long now) {
        ServedComparison sum = since.plus(batch);
        if (batch.differed() == 0) {
            long more = alike + batch.compared();
            return new Step(new ServedAnswerState(sum, more, active && more < ENOUGH), Optional.empty());
        }
        if (active) {
            return new Step(new ServedAnswerState(sum, 0, true), Optional.empty());
        }
        ServedDiffers event =
                new ServedDiffers(file.model(), now, file.sha256(), sum.compared(), sum.differed(), sum.differences());
        return new Step(new ServedAnswerState(ServedComparison.NONE, 0, true), Optional.of(event));
    }
}
