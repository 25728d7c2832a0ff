package io.understudy.agent.fidelity;

/**
 * Distances between two distributions over the same symbols (or classes) at one position: p is the model's, q the
 * surrogate's. None of them depends on the order of the alphabet, ties for the first place aside.
 */
final class Measures {
    private Measures() {}

    /** Total variation distance ½ Σ |p − q|, 0 to 1; by Pinsker's inequality at most √(KL / 2). */
    static double variation(float[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return Math.min(1, sum / 2);
    }

    /**
     * What both put first.
     *
     * @param model the place of p's first
     * @param surrogate the place of q's first
     * @param best p of its own first
     * @param taken p of q's first
     */
    record Decision(int model, int surrogate, float best, float taken) {
        /**
         * The probability that is cancelled by deciding as the surrogate does: p(its first) − p(the surrogate's first).
         */
        double regret() {
            return best - taken;
        }

        /** Whether the surrogate's first has at least (1 − tolerance) of the probability of the model's own first. */
        boolean isSame(double tolerance) {
            return taken >= (1 - tolerance) * best;
        }
    }
}
