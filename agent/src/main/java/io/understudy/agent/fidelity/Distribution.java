package io.understudy.agent.fidelity;

/** Turns weights into distributions. */
public final class Distribution {
    private static final double FLOOR = 1e-10;

    private Distribution() {}

    /**
     * A surrogate's raw row as a distribution. Non-positive numbers, which a weighted automaton can give, are clipped
     * at 1e-10 of the positive ones' sum, and the row renormalised; a row with nothing positive becomes uniform.
     */
    public static double[] of(double[] raw) {
        double positive = 0;
        for (double value : raw) {
            positive += value > 0 ? value : 0;
        }
        double[] probabilities = new double[raw.length];
        boolean usable = positive > 0 && positive < Double.POSITIVE_INFINITY;
        double sum = 0;
        for (int i = 0; i < raw.length; i++) {
            double value = !usable ? 1 : raw[i] > 0 ? raw[i] / positive : FLOOR;
            probabilities[i] = value;
            sum += value;
        }
        for (int i = 0; i < raw.length; i++) {
            probabilities[i] /= sum;
        }
        return probabilities;
    }
}
