package io.understudy.agent.fidelity;

/**
 * A surrogate's raw row as a distribution. Non-positive numbers, which a weighted automaton can give, are clipped at
 * 1e-10 of the positive ones' sum, and the row renormalised; a row with nothing positive becomes uniform.
 *
 * @param probabilities sum one, all positive
 * @param clipped how many entries had to be clipped
 */
record Distribution(double[] probabilities, int clipped) {
    private static final double FLOOR = 1e-10;

    static Distribution of(double[] raw) {
        double positive = 0;
        for (double value : raw) {
            positive += value > 0 ? value : 0;
        }
        double[] probabilities = new double[raw.length];
        boolean usable = positive > 0 && positive < Double.POSITIVE_INFINITY;
        double sum = 0;
        int clipped = 0;
        for (int i = 0; i < raw.length; i++) {
            boolean clip = !(raw[i] > 0);
            clipped += clip ? 1 : 0;
            double value = !usable ? 1 : clip ? FLOOR : raw[i] / positive;
            probabilities[i] = value;
            sum += value;
        }
        for (int i = 0; i < raw.length; i++) {
            probabilities[i] /= sum;
        }
        return new Distribution(probabilities, clipped);
    }
}
