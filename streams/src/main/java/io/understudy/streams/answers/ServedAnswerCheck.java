package io.understudy.streams.answers;

import io.understudy.streams.topic.ServedComparison;
import java.util.List;
import java.util.Optional;

/**
 * How an answer of the production endpoint compares with the model's.
 *
 * @param difference what differs; empty if nothing does
 */
public record ServedAnswerCheck(Optional<ServedComparison.Difference> difference) {
    /** Whether anything differs. */
    public boolean differs() {
        return difference.isPresent();
    }

    /** As one comparison among many. */
    public ServedComparison counted() {
        return new ServedComparison(
                1, differs() ? 1 : 0, difference.map(List::of).orElse(List.of()));
    }
}
