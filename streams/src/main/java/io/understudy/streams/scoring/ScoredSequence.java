package io.understudy.streams.scoring;

import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.topic.Sequence;
import java.util.Optional;

/** The outcome of one sequence of a micro-batch. */
public sealed interface ScoredSequence {
    /** As it came. */
    Sequence sequence();

    /**
     * Model and surrogates answered.
     *
     * @param scored the same object for sequences that are the same
     * @param served how the answer in production compares; empty where it is not known
     */
    record Compared(Sequence sequence, ScoredWord scored, Optional<ServedAnswerCheck> served)
            implements ScoredSequence {}

    /** It cannot be scored. */
    record Unscorable(Sequence sequence, String reason) implements ScoredSequence {}
}
