package io.understudy.agent.features;

/**
 * The hidden state beside the square roots of the model's answer (Hellinger's geometry), scaled so that both vary
 * equally over the traffic.
 */
public final class HiddenStateFeatures implements StateFeatures {
    private final float hiddenScale;
    private final float answerScale;

    /** Scaled on the states that were seen. */
    public HiddenStateFeatures(PrefixStates seen) {
        double[] counts = seen.counts();
        this.hiddenScale = scale(counts, seen.hidden(0).length, seen::hidden);
        this.answerScale = scale(counts, seen.answer(0).length, node -> roots(seen.answer(node)));
    }

    private interface Vectors {
        float[] of(int node);
    }

    private static float scale(double[] counts, int width, Vectors vectors) {
        double[] sums = new double[width];
        double squares = 0;
        double all = 0;
        for (int node = 0; node < counts.length; node++) {
            float[] vector = vectors.of(node);
            all += counts[node];
            for (int d = 0; d < width; d++) {
                sums[d] += counts[node] * vector[d];
                squares += counts[node] * vector[d] * vector[d];
            }
        }
        double variance = squares / all;
        for (double sum : sums) {
            variance -= sum / all * (sum / all);
        }
        return variance > 1e-12 ? (float) (1 / Math.sqrt(variance)) : 1;
    }

    private static float[] roots(float[] answer) {
        float[] roots = new float[answer.length];
        for (int c = 0; c < roots.length; c++) {
            roots[c] = (float) Math.sqrt(answer[c]);
        }
        return roots;
    }

    @Override
    public float[] point(float[] hidden, float[] answer) {
        float[] point = new float[hidden.length + answer.length];
        float[] roots = roots(answer);
        for (int d = 0; d < hidden.length; d++) {
            point[d] = hiddenScale * hidden[d];
        }
        for (int c = 0; c < roots.length; c++) {
            point[hidden.length + c] = answerScale * roots[c];
        }
        return point;
    }
}
