package io.understudy.streams.shadow;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.topic.Sequence;
import java.util.Map;
import java.util.Optional;

/** The outcome of one sequence of a micro-batch. */
sealed interface ScoredSequence {
    Sequence sequence();

    /**
     * Model and surrogates answered.
     *
     * @param answer the model's
     * @param comparisons by surrogate; empty if there was none
     * @param served how the answer in production compares; empty where it is not known
     * @param path at which attractor the network was after each symbol; empty if its attractors are not known
     */
    record Compared(
            Sequence sequence,
            int[] word,
            float[][] answer,
            Optional<ServedAnswerCheck> served,
            Map<String, Comparison> comparisons,
            Optional<int[]> path)
            implements ScoredSequence {}

    /** It cannot be scored. */
    record Unscorable(Sequence sequence, String reason) implements ScoredSequence {}
}
