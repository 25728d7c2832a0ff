package io.understudy.agent.refine;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.numeric.WeightedKMeans;
import io.understudy.agent.word.Trie;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A stochastic automaton to start a refinement from where the spectral solution is unstable: prefixes that the model
 * continues alike, now and over the next steps, share a state. Everything in it is a probability, so it can neither
 * grow nor turn negative.
 */
public final class ClusteredInitialization {
    /** How many steps ahead a prefix is described by, and what each is worth beside the one before. */
    private static final int STEPS_AHEAD = 3;

    private static final float WORTH = 0.7f;
    /** Mass that goes where no traffic went: without it no gradient would ever lead there. */
    private static final double SMOOTHING = 0.02;

    private final int symbols;
    private final Trie trie = new Trie();
    private final float[][] answers;

    /**
     * @param words what the model sees
     * @param said the oracle's answers
     */
    public ClusteredInitialization(List<int[]> words, List<float[][]> said) {
        this.symbols = said.get(0)[0].length - 1;
        words.forEach(word -> trie.add(word, word.length));
        this.answers = new float[trie.size()][];
        for (int w = 0; w < words.size(); w++) {
            int node = 0;
            for (int t = 0; t <= words.get(w).length; t++) {
                answers[node] = said.get(w)[t];
                node = t < words.get(w).length ? trie.child(node, words.get(w)[t]) : node;
            }
        }
    }

    /** An automaton with so many states, or fewer if there are fewer prefixes. */
    public WeightedAutomaton ofRank(int rank, long seed) {
        double[] counts = new double[trie.size()];
        Arrays.setAll(counts, trie::count);
        int states = Math.min(rank, trie.size());
        int[] state = WeightedKMeans.assign(features(), counts, states, seed);
        double[] mass = new double[states];
        double[] stop = new double[states];
        double[][] leaves = new double[symbols][states];
        double[][] moves = new double[symbols][states * states];
        double[][] lands = new double[symbols][states];
        for (int node = 0; node < trie.size(); node++) {
            mass[state[node]] += counts[node];
            stop[state[node]] += counts[node] * answers[node][symbols];
            for (int symbol = 0; symbol < symbols; symbol++) {
                leaves[symbol][state[node]] += counts[node] * answers[node][symbol];
            }
            if (node > 0) {
                int from = state[trie.parent(node)];
                double weight = counts[trie.parent(node)] * answers[trie.parent(node)][trie.symbol(node)];
                moves[trie.symbol(node)][from * states + state[node]] += weight;
                lands[trie.symbol(node)][state[node]] += weight;
            }
        }
        for (int symbol = 0; symbol < symbols; symbol++) {
            normalise(lands[symbol], 0, states);
            for (int to = 0; to < states; to++) {
                lands[symbol][to] = (1 - SMOOTHING) * lands[symbol][to] + SMOOTHING / states;
            }
            for (int from = 0; from < states; from++) {
                double probability = leaves[symbol][from] / Math.max(mass[from], Double.MIN_NORMAL);
                boolean seen = normalise(moves[symbol], from * states, states);
                for (int to = 0; to < states; to++) {
                    int at = from * states + to;
                    double known = seen
                            ? (1 - SMOOTHING) * moves[symbol][at] + SMOOTHING * lands[symbol][to]
                            : lands[symbol][to];
                    moves[symbol][at] = probability * known;
                }
            }
        }
        double[] initial = new double[states];
        Arrays.fill(initial, SMOOTHING / states);
        initial[state[0]] = 1;
        double[] total = new double[states];
        Arrays.fill(total, 1);
        for (int i = 0; i < states; i++) {
            stop[i] /= Math.max(mass[i], Double.MIN_NORMAL);
        }
        return new WeightedAutomaton(
                initial, moves, new NextSymbol(total, stop, Optional.empty(), new double[symbols + 1]));
    }

    /** Where nothing was seen, all places are alike. */
    private static boolean normalise(double[] values, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += values[i];
        }
        for (int i = from; i < from + length; i++) {
            values[i] = sum > 0 ? values[i] / sum : 1.0 / length;
        }
        return sum > 0;
    }

    /** Square roots of the distribution after a prefix (Hellinger's geometry), and of what is expected further on. */
    private float[][] features() {
        int width = symbols + 1;
        float[][] ahead = new float[trie.size()][width];
        float[][] features = new float[trie.size()][width * STEPS_AHEAD];
        for (int node = 0; node < ahead.length; node++) {
            for (int s = 0; s < width; s++) {
                ahead[node][s] = (float) Math.sqrt(answers[node][s]);
            }
        }
        float worth = 1;
        for (int step = 0; step < STEPS_AHEAD; step++, worth *= WORTH) {
            float[][] next = new float[trie.size()][width];
            for (int node = 0; node < ahead.length; node++) {
                for (int s = 0; s < width; s++) {
                    features[node][step * width + s] = worth * ahead[node][s];
                }
                if (node > 0) {
                    float share = answers[trie.parent(node)][trie.symbol(node)];
                    for (int s = 0; s < width; s++) {
                        next[trie.parent(node)][s] += share * ahead[node][s];
                    }
                }
            }
            ahead = next;
        }
        return features;
    }
}
