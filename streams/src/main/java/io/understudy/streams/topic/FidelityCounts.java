package io.understudy.streams.topic;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Measure;

/**
 * Fidelity of one surrogate, summed over positions.
 *
 * @param positions how many there are
 * @param agreed at how many both put the same symbol (class) first
 * @param decided at how many the surrogate's decision is as good as the model's
 * @param regret sum of p_model(its first) − p_model(the surrogate's first)
 * @param variation sum of the total variation distance
 * @param kl sum of KL(model ‖ surrogate), nats
 */
public record FidelityCounts(long positions, long agreed, long decided, double regret, double variation, double kl) {
    /** Nothing. */
    public static final FidelityCounts NONE = new FidelityCounts(0, 0, 0, 0, 0, 0);

    /** What an older release wrote has no decisions: the same first symbol is always as good. */
    public FidelityCounts {
        decided = Math.max(decided, agreed);
    }

    /** Of one sequence. */
    public static FidelityCounts of(Comparison comparison) {
        return new FidelityCounts(
                comparison.positions(),
                comparison.agreed(),
                comparison.decided(),
                comparison.regret(),
                comparison.variation(),
                comparison.kl());
    }

    /** The sum of two. */
    public FidelityCounts plus(FidelityCounts other) {
        return new FidelityCounts(
                positions + other.positions,
                agreed + other.agreed,
                decided + other.decided,
                regret + other.regret,
                variation + other.variation,
                kl + other.kl);
    }

    /** A sum as a mean over positions; NaN without any. */
    public double mean(double sum) {
        return positions == 0 ? Double.NaN : sum / positions;
    }

    /** The mean of a measure; NaN without positions. */
    public double of(Measure measure) {
        return mean(measure == Measure.DECISION_AGREEMENT ? decided : variation);
    }
}
