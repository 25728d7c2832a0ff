package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.Measure;

/**
 * A surrogate's measures on held-out traffic, with which later traffic is compared.
 *
 * @param decisionAgreement 0 to 1; NaN where it was not measured
 * @param totalVariation 0 to 1; NaN where it was not measured
 */
record FidelityBaseline(double decisionAgreement, double totalVariation) {
    static FidelityBaseline of(Fidelity heldOut) {
        return new FidelityBaseline(Measure.DECISION_AGREEMENT.of(heldOut), Measure.TOTAL_VARIATION.of(heldOut));
    }

    double of(Measure measure) {
        return measure == Measure.DECISION_AGREEMENT ? decisionAgreement : totalVariation;
    }
}
