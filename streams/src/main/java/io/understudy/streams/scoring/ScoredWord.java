package io.understudy.streams.scoring;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.streams.topic.FidelityCounts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What model and surrogates said of a word, and what follows from it for each sequence that is this word.
 *
 * @param counts of each comparison
 * @param states after each symbol, of what is drawn of each surrogate
 * @param phrases of the rules at each position
 * @param findings what verdicts say of it, as JSON
 */
public record ScoredWord(
        Answered answered,
        Map<String, FidelityCounts> counts,
        Map<String, int[]> states,
        WordPhrases phrases,
        byte[] findings) {
    /**
     * What the model and its surrogates answered.
     *
     * @param answer the model's
     * @param comparisons by surrogate; empty if there was none
     * @param path at which attractor the network was after each symbol; empty if its attractors are not known
     */
    public record Answered(int[] word, float[][] answer, Map<String, Comparison> comparisons, Optional<int[]> path) {
        Map<String, FidelityCounts> counts() {
            Map<String, FidelityCounts> counts = new TreeMap<>();
            comparisons.forEach((name, comparison) -> counts.put(name, FidelityCounts.of(comparison)));
            return counts;
        }
    }

    /** How much memory it takes, about. */
    long bytes() {
        long rows = answer().length;
        long columns = rows == 0 ? 0 : answer()[0].length;
        // A decision and how far apart, of each surrogate; its state, and a phrase.
        long perRow = columns * Float.BYTES + comparisons().size() * (Float.BYTES + 1L) + states.size() * Integer.BYTES;
        return rows * perRow + phrases.fired().size() * 2L * Long.BYTES + findings.length;
    }

    /** Places in the alphabet. */
    public int[] word() {
        return answered.word();
    }

    /** The model's answer. */
    public float[][] answer() {
        return answered.answer();
    }

    /** By surrogate. */
    public Map<String, Comparison> comparisons() {
        return answered.comparisons();
    }

    /** At which attractor the network was after each symbol. */
    public Optional<int[]> path() {
        return answered.path();
    }
}
