package io.understudy.agent.features;

import io.understudy.agent.model.Progress;
import io.understudy.agent.numeric.ComponentRegression;
import io.understudy.agent.word.Trie;
import io.understudy.agent.word.TrieStates;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * What the model would answer after a hundred continuations of a hidden state, as logarithms, in their principal
 * components. Some states are queried; all others are estimated from them by ridge regression on random features
 * (Rahimi & Recht 2008), which costs a hundredth of asking.
 */
public final class ContinuationFeatures implements StateFeatures {
    private static final int CONTINUATIONS = 120;
    private static final int LONGEST = 16;
    private static final int MOST_ASKED = 20_000;
    private static final int BLOCK = 500;
    private static final int FEATURES = 1_400;
    private static final int COMPONENTS = 40;
    /** Smaller probabilities differ by rounding. */
    private static final double LEAST = 1e-6;

    private static final float SMALLEST_DEVIATION = 1e-4f;

    private final float[] means;
    private final float[] deviations;
    /** [hidden][features]. */
    private final float[][] directions;
    /** [features]. */
    private final float[] thresholds;
    /** [features + hidden + 1][components]. */
    private final float[][] weights;

    /**
     * Asks and fits.
     *
     * @param goOn whether there is time to query more; two blocks always are
     */
    public ContinuationFeatures(PrefixStates seen, long seed, BooleanSupplier goOn, Progress progress) {
        Random random = new Random(seed);
        int width = seen.hidden(0).length;
        this.means = new float[width];
        this.deviations = new float[width];
        scale(seen);
        this.directions = new float[width][FEATURES];
        for (float[] direction : directions) {
            for (int f = 0; f < direction.length; f++) {
                direction[f] = (float) (random.nextGaussian() / Math.sqrt(width));
            }
        }
        this.thresholds = new float[FEATURES];
        for (int f = 0; f < thresholds.length; f++) {
            thresholds[f] = 2 * random.nextFloat() - 1;
        }

        Trie continuations = new Trie();
        int[] ends = continuations(seen, continuations, random);
        int columns = seen.answer(0).length;
        ComponentRegression regression = new ComponentRegression(rows(), ends.length * columns);
        int[] queried = random.ints(0, seen.nodes())
                .distinct()
                .limit(Math.min(MOST_ASKED, seen.nodes()))
                .toArray();
        for (int begin = 0; begin < queried.length && (begin < 2 * BLOCK || goOn.getAsBoolean()); begin += BLOCK) {
            int[] nodes = Arrays.copyOfRange(queried, begin, Math.min(queried.length, begin + BLOCK));
            TrieStates.Beyond beyond = seen.beyond(nodes, continuations, ends);
            DMatrixRMaj features = new DMatrixRMaj(nodes.length, rows());
            DMatrixRMaj answers = new DMatrixRMaj(nodes.length, ends.length * columns);
            for (int i = 0; i < nodes.length; i++) {
                float[] row = features(seen.hidden(nodes[i]));
                for (int f = 0; f < row.length; f++) {
                    features.set(i, f, row[f]);
                }
                for (int e = 0; e < ends.length; e++) {
                    for (int c = 0; c < columns; c++) {
                        answers.set(i, e * columns + c, Math.log(LEAST + beyond.answer(i, ends[e])[c]));
                    }
                }
            }
            regression.add(features, answers);
            progress.report("querying continuations", begin + nodes.length, queried.length);
        }
        this.weights = regression.weights(COMPONENTS, seed);
    }

    private int rows() {
        return FEATURES + means.length + 1;
    }

    private void scale(PrefixStates seen) {
        double[] sums = new double[means.length];
        double[] squares = new double[means.length];
        for (int node = 0; node < seen.nodes(); node++) {
            float[] hidden = seen.hidden(node);
            for (int d = 0; d < hidden.length; d++) {
                sums[d] += hidden[d];
                squares[d] += hidden[d] * hidden[d];
            }
        }
        for (int d = 0; d < means.length; d++) {
            means[d] = (float) (sums[d] / seen.nodes());
            double variance = squares[d] / seen.nodes() - means[d] * (double) means[d];
            deviations[d] = Math.max(SMALLEST_DEVIATION, (float) Math.sqrt(Math.max(0, variance)));
        }
    }

    /**
     * Nothing, ends of the traffic's words, which lead to every class, and pieces of them: the nodes at which they end.
     */
    private static int[] continuations(PrefixStates seen, Trie trie, Random random) {
        int[] ends = new int[CONTINUATIONS];
        for (int i = 1; i < ends.length; i++) {
            int[] word = seen.words().get(random.nextInt(seen.words().size()));
            int length = Math.min(word.length, 1 + random.nextInt(LONGEST));
            int from = i % 2 == 0 ? word.length - length : random.nextInt(word.length - length + 1);
            ends[i] = trie.add(Arrays.copyOfRange(word, from, from + length), length);
        }
        return IntStream.of(ends).distinct().toArray();
    }

    /** Random ramps of the state, the state and a constant, [features + hidden + 1]. */
    private float[] features(float[] hidden) {
        float[] ramps = thresholds.clone();
        float[] features = new float[rows()];
        for (int d = 0; d < hidden.length; d++) {
            float value = (hidden[d] - means[d]) / deviations[d];
            float[] direction = directions[d];
            for (int f = 0; f < ramps.length; f++) {
                ramps[f] += value * direction[f];
            }
            features[FEATURES + d] = value;
        }
        for (int f = 0; f < ramps.length; f++) {
            features[f] = Math.max(0, ramps[f]);
        }
        features[features.length - 1] = 1;
        return features;
    }

    @Override
    public float[] point(float[] hidden, float[] answer) {
        float[] features = features(hidden);
        float[] point = new float[weights[0].length];
        for (int f = 0; f < features.length; f++) {
            float[] row = weights[f];
            for (int c = 0; c < point.length; c++) {
                point[c] += features[f] * row[c];
            }
        }
        return point;
    }
}
