package io.understudy.agent.spectral;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.kernel.Rows;
import io.understudy.agent.model.Task;
import io.understudy.agent.word.Trie;
import java.util.List;
import java.util.stream.IntStream;

/** The weights of whole words: a language model's, and those that a series gives them. */
public final class WordWeights {
    private static final int HIGHEST_RANK = 300;
    /** Of a series, all symbols' matrices together. */
    private static final double MOST_ENTRIES = 4e6;

    private final Trie trie = new Trie();
    private final int[] nodes;
    private final double[] model;

    /**
     * @param words what the model sees
     * @param answers the oracle's
     */
    public WordWeights(List<int[]> words, List<float[][]> answers) {
        this.nodes =
                words.stream().mapToInt(word -> trie.add(word, word.length)).toArray();
        this.model = IntStream.range(0, nodes.length)
                .mapToDouble(
                        w -> Math.exp(Comparison.logProbability(Task.LANGUAGE_MODEL, words.get(w), answers.get(w))))
                .toArray();
    }

    /** The highest rank that a series over so many symbols is given. */
    public static int highestRank(int symbols) {
        return Math.min(HIGHEST_RANK, (int) Math.sqrt(MOST_ENTRIES / symbols));
    }

    /** The words' prefixes, each with how many words begin so. */
    public Trie prefixes() {
        return trie;
    }

    /** The model's probability of each word. */
    public double[] model() {
        return model;
    }

    /** αᵀ A_w ω of each word; where that is no probability, zero. */
    public double[] of(WeightedAutomaton series) {
        int rank = series.states();
        double[][][] transitions = new double[series.symbols()][][];
        for (int symbol = 0; symbol < transitions.length; symbol++) {
            transitions[symbol] = Rows.of(series.transitions()[symbol], 0, rank, rank);
        }
        double[][] states = new double[trie.size()][rank];
        double[] weights = new double[trie.size()];
        double[] stop = ((NextSymbol) series.readout()).stop();
        states[0] = series.initial();
        for (int node = 0; node < states.length; node++) {
            if (node > 0) {
                Rows.times(states[trie.parent(node)], transitions[trie.symbol(node)], states[node]);
            }
            double weight = 0;
            for (int i = 0; i < rank; i++) {
                weight += states[node][i] * stop[i];
            }
            // A long word far from the basis can overflow.
            weights[node] = Math.abs(weight) <= 1 ? weight : 0;
        }
        return IntStream.of(nodes).mapToDouble(node -> weights[node]).toArray();
    }
}
