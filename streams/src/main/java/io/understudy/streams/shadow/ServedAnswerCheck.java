package io.understudy.streams.shadow;

import io.understudy.streams.topic.ServedComparison;
import java.util.List;
import java.util.Optional;

/**
 * How an answer of the production endpoint compares with the model's.
 *
 * @param difference what differs; empty if nothing does
 */
record ServedAnswerCheck(Optional<ServedComparison.Difference> difference) {
    boolean differs() {
        return difference.isPresent();
    }

    ServedComparison counted() {
        return new ServedComparison(
                1, differs() ? 1 : 0, difference.map(List::of).orElse(List.of()));
    }
}
