package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonValue;

/** The measures by which drift is decided; both are means over positions, 0 to 1. */
public enum Measure {
    /** Share of positions at which the surrogate's decision is as good as the model's. Higher is better. */
    DECISION_AGREEMENT("decisionAgreement"),
    /** Mean total variation distance. Lower is better. */
    TOTAL_VARIATION("totalVariation");

    private final String key;

    Measure(String key) {
        this.key = key;
    }

    /** As in JSON and in labels. */
    @JsonValue
    public String key() {
        return key;
    }

    /** A value as a loss: 0 is perfect, 1 the worst. Also the way back. */
    public double loss(double value) {
        return this == DECISION_AGREEMENT ? 1 - value : value;
    }

    /** Of many sequences; NaN where an older release measured them. */
    public double of(Fidelity fidelity) {
        Double value = this == DECISION_AGREEMENT ? fidelity.decisionAgreement() : fidelity.totalVariation();
        return value == null ? Double.NaN : value;
    }

    /** Of one sequence. */
    public double of(Comparison comparison) {
        double sum = this == DECISION_AGREEMENT ? comparison.decided() : comparison.variation();
        return sum / comparison.positions();
    }
}
