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

    /**
     * NDCG@5 (as in SPiCe 2016 and TAYSIR 2023): what the surrogate's five first symbols are worth to the model,
     * relative to the model's own five.
     */
    static double ndcg(float[] model, double[] surrogate) {
        double[] ideal = new double[model.length];
        for (int i = 0; i < ideal.length; i++) {
            ideal[i] = model[i];
        }
        double best = gain(model, ideal);
        return best > 0 ? gain(model, surrogate.clone()) / best : 1;
    }

    /** Takes the largest out of {@code order} again and again. */
    private static double gain(float[] model, double[] order) {
        double sum = 0;
        for (int k = 0; k < Math.min(DEPTH, model.length); k++) {
            int next = first(order);
            order[next] = Double.NEGATIVE_INFINITY;
            sum += model[next] * DISCOUNTS[k];
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
