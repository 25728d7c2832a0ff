package io.understudy.agent.numeric;

/** Adam (Kingma & Ba 2015, algorithm 1), with the gradient's norm bounded by one. */
public final class Adam {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double TINY = 1e-8;

    private final double[] mean;
    private final double[] square;
    private int steps;

    /** For so many parameters. */
    public Adam(int parameters) {
        mean = new double[parameters];
        square = new double[parameters];
    }

    /**
     * A step that multiplies instead of adding: positive values stay positive, and small ones move by as much as large
     * ones.
     */
    public void multiply(double[] values, double[] gradient, double rate) {
        double[] logarithms = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            gradient[i] *= values[i];
        }
        step(logarithms, gradient, rate);
        for (int i = 0; i < values.length; i++) {
            // e^x as far as such steps go, by its Padé approximant: no call in the loop.
            double x = Math.max(-1, Math.min(1, logarithms[i]));
            values[i] *= (2 + x) / (2 - x);
        }
    }

    /** Moves the values against the gradient. */
    public void step(double[] values, double[] gradient, double rate) {
        steps++;
        double norm = 0;
        for (double g : gradient) {
            norm += g * g;
        }
        double bound = 1 / Math.max(1, Math.sqrt(norm));
        double first = rate / (1 - Math.pow(FIRST, steps));
        double second = 1 / (1 - Math.pow(SECOND, steps));
        for (int i = 0; i < values.length; i++) {
            double g = gradient[i] * bound;
            mean[i] = FIRST * mean[i] + (1 - FIRST) * g;
            square[i] = SECOND * square[i] + (1 - SECOND) * g * g;
            values[i] -= first * mean[i] / (Math.sqrt(second * square[i]) + TINY);
        }
    }
}
