package io.understudy.agent.fidelity;

/** Orders of symbols by probability; ties go to the first. */
public final class Ranking {
    private static final int DEPTH = 5;
    private static final double[] DISCOUNTS = discounts();

    private Ranking() {}

    /** The place of the largest. */
    public static int first(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** The place of the largest. */
    public static int first(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** The place of the largest. */
    public static int first(int[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** The place of the largest beside a given one. */
    public static int runnerUp(float[] values, int besides) {
        int best = besides == 0 ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            best = i != besides && values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** The place of the largest beside a given one. */
    public static int runnerUp(double[] values, int besides) {
        int best = besides == 0 ? 1 : 0;
        for (int i = 0; i < values.length; i++) {
            best = i != besides && values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** The discounted gain of an order's five first; what {@code model} gives them is the gain. */
    static double gain(float[] model, double[] order) {
        int depth = Math.min(DEPTH, model.length);
        int[] top = new int[depth];
        int held = 0;
        for (int i = 0; i < order.length; i++) {
            if (held == depth && !(order[i] > order[top[depth - 1]])) {
                continue;
            }
            int at = held < depth ? held++ : depth - 1;
            for (; at > 0 && order[i] > order[top[at - 1]]; at--) {
                top[at] = top[at - 1];
            }
            top[at] = i;
        }
        double sum = 0;
        for (int k = 0; k < depth; k++) {
            sum += model[top[k]] * DISCOUNTS[k];
        }
        return sum;
    }

    private static double[] discounts() {
        double[] discounts = new double[DEPTH];
        for (int k = 0; k < DEPTH; k++) {
            discounts[k] = Math.log(2) / Math.log(k + 2);
        }
        return discounts;
    }
}
