package io.understudy.streams.shadow;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Sequence;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The outcome of one sequence of a micro-batch. */
sealed interface ScoredSequence {
    Sequence sequence();

    /**
     * Model and surrogates answered.
     *
     * @param scored the same object for all sequences of a micro-batch that are the same
     * @param served how the answer in production compares; empty where it is not known
     */
    record Compared(Sequence sequence, ScoredWord scored, Optional<ServedAnswerCheck> served)
            implements ScoredSequence {}

    /** It cannot be scored. */
    record Unscorable(Sequence sequence, String reason) implements ScoredSequence {}

    /**
     * What model and surrogates said of a word.
     *
     * @param answer the model's
     * @param comparisons by surrogate; empty if there was none
     * @param counts of each comparison
     * @param path at which attractor the network was after each symbol; empty if its attractors are not known
     */
    record ScoredWord(
            int[] word,
            float[][] answer,
            Map<String, Comparison> comparisons,
            Map<String, FidelityCounts> counts,
            Optional<int[]> path) {

        static ScoredWord of(int[] word, float[][] answer, Map<String, Comparison> comparisons, Optional<int[]> path) {
            Map<String, FidelityCounts> counts = new TreeMap<>();
            comparisons.forEach((name, comparison) -> counts.put(name, FidelityCounts.of(comparison)));
            return new ScoredWord(word, answer, comparisons, counts, path);
        }
    }
}
