package io.understudy.agent.fidelity;

/**
 * The model's distribution at one position, with what a comparison needs of it.
 *
 * @param first the place of its largest
 * @param negentropy Σ p log p, nats
 * @param ideal the discounted gain of its own five first
 */
record ModelRow(float[] probabilities, int first, double negentropy, double ideal) {
    static ModelRow of(float[] probabilities) {
        double negentropy = 0;
        for (float p : probabilities) {
            negentropy += p > 0 ? p * Math.log(p) : 0;
        }
        double[] own = new double[probabilities.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = probabilities[i];
        }
        return new ModelRow(probabilities, Ranking.first(probabilities), negentropy, Ranking.gain(probabilities, own));
    }

    Measures.Decision decision(double[] q) {
        int taken = Ranking.first(q);
        return new Measures.Decision(first, taken, probabilities[first], probabilities[taken]);
    }

    /** KL(p ‖ q) in nats: 0 where they are equal, no upper bound. */
    double divergence(double[] q) {
        double cross = 0;
        for (int i = 0; i < probabilities.length; i++) {
            cross += probabilities[i] > 0 ? probabilities[i] * Math.log(q[i]) : 0;
        }
        return Math.max(0, negentropy - cross);
    }

    /**
     * NDCG@5 (as in SPiCe 2016 and TAYSIR 2023): what the surrogate's five first symbols are worth to the model,
     * relative to the model's own five.
     */
    double ndcg(double[] q) {
        return ideal > 0 ? Ranking.gain(probabilities, q) / ideal : 1;
    }
}
