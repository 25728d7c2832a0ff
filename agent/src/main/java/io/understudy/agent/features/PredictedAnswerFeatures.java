package io.understudy.agent.features;

import io.understudy.agent.word.Trie;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What a hidden state predicts of the model: its answers now, some steps later and at the end of the sequence, by
 * ridge regression over the traffic. Of a wide state that is the part that will show; a text model's states, which
 * hardly ever come twice, lie in order in it.
 *
 * <p>Answers are logarithms, centred, for they add up where probabilities saturate.
 */
public final class PredictedAnswerFeatures implements StateFeatures {
    private static final int[] STEPS = {0, 1, 2, 4, 8, Integer.MAX_VALUE};
    private static final double RIDGE = 1e-4;
    private static final double SMALLEST = 1e-6;
    private static final int MOST_WORDS = 5_000;

    /** [hidden + 1][steps · columns], the last row is the constant. */
    private final DMatrixRMaj weights;

    /** Fitted to the states that were seen. */
    public PredictedAnswerFeatures(PrefixStates seen) {
        int width = seen.hidden(0).length + 1;
        int columns = seen.answer(0).length;
        DMatrixRMaj squares = new DMatrixRMaj(width, width);
        DMatrixRMaj products = new DMatrixRMaj(width, STEPS.length * columns);
        Trie trie = seen.trie();
        for (int[] word :
                seen.words().subList(0, Math.min(MOST_WORDS, seen.words().size()))) {
            int[] nodes = new int[word.length + 1];
            for (int t = 0; t < word.length; t++) {
                nodes[t + 1] = trie.child(nodes[t], word[t]);
            }
            float[][] said = Arrays.stream(nodes)
                    .mapToObj(node -> centred(seen.answer(node)))
                    .toArray(float[][]::new);
            DMatrixRMaj states = new DMatrixRMaj(nodes.length, width);
            DMatrixRMaj later = new DMatrixRMaj(nodes.length, STEPS.length * columns);
            for (int t = 0; t < nodes.length; t++) {
                float[] hidden = seen.hidden(nodes[t]);
                for (int d = 0; d < hidden.length; d++) {
                    states.set(t, d, hidden[d]);
                }
                states.set(t, width - 1, 1);
                for (int s = 0; s < STEPS.length; s++) {
                    float[] then = said[STEPS[s] > word.length - t ? word.length : t + STEPS[s]];
                    for (int c = 0; c < columns; c++) {
                        later.set(t, s * columns + c, then[c]);
                    }
                }
            }
            CommonOps_DDRM.multAddTransA(states, states, squares);
            CommonOps_DDRM.multAddTransA(states, later, products);
        }
        for (int d = 0; d < width; d++) {
            squares.set(d, d, squares.get(d, d) * (1 + RIDGE) + RIDGE);
        }
        this.weights = new DMatrixRMaj(width, products.numCols);
        CommonOps_DDRM.solve(squares, products, weights);
    }

    private static float[] centred(float[] answer) {
        double[] logs = IntStream.range(0, answer.length)
                .mapToDouble(c -> Math.log(answer[c] + SMALLEST))
                .toArray();
        double mean = Arrays.stream(logs).average().orElse(0);
        float[] centred = new float[logs.length];
        for (int c = 0; c < logs.length; c++) {
            centred[c] = (float) (logs[c] - mean);
        }
        return centred;
    }

    @Override
    public float[] point(float[] hidden, float[] answer) {
        double[] sums = new double[weights.numCols];
        for (int d = 0; d <= hidden.length; d++) {
            double value = d < hidden.length ? hidden[d] : 1;
            for (int i = 0; i < sums.length; i++) {
                sums[i] += value * weights.data[d * sums.length + i];
            }
        }
        float[] point = new float[sums.length];
        for (int i = 0; i < sums.length; i++) {
            point[i] = (float) sums[i];
        }
        return point;
    }
}
