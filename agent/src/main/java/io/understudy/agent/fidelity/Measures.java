package io.understudy.agent.fidelity;

/**
 * How far two distributions over the same symbols (or classes) are apart at one position: p is the model's, q the
 * surrogate's. None of them depends on the order of the alphabet, ties for the first place aside.
 */
final class Measures {
    private Measures() {}

    /** KL(p ‖ q) in nats: 0 where they are equal, no upper bound. */
    static double divergence(float[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * Math.log(p[i] / q[i]);
            }
        }
        return Math.max(0, sum);
    }

    /** Total variation distance ½ Σ |p − q|, 0 to 1; by Pinsker's inequality at most √(KL / 2). */
    static double variation(float[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return Math.min(1, sum / 2);
    }

    /** The probability that is given up by deciding as the surrogate does: p(its first) − p(the surrogate's first). */
    static double regret(float[] p, double[] q) {
        return p[Ranking.first(p)] - p[Ranking.first(q)];
    }

    /** Whether the surrogate's first has at least (1 − tolerance) of the probability of the model's own first. */
    static boolean sameDecision(float[] p, double[] q, double tolerance) {
        return p[Ranking.first(q)] >= (1 - tolerance) * p[Ranking.first(p)];
    }
}
