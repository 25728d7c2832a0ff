package io.understudy.agent.cli;

import io.understudy.agent.fidelity.Fidelity;

/** Fidelity as one line of text. */
final class FidelityText {
    private FidelityText() {}

    static String of(Fidelity fidelity) {
        String both = ("%,d sequences, %,d positions, decision agreement %.4f, regret %.3g, total variation %.4g, "
                        + "top-1 agreement %.4f, KL %.4g nats")
                .formatted(
                        fidelity.sequences(),
                        fidelity.positions(),
                        fidelity.decisionAgreement(),
                        fidelity.regret(),
                        fidelity.totalVariation(),
                        fidelity.agreement(),
                        fidelity.klNats());
        if (fidelity.classAgreement() != null) {
            return both + ", mean absolute error %.3g".formatted(fidelity.meanAbsoluteError());
        }
        return both
                + ", NDCG@5 %.4f, negative %.4f, squared error of probability %.3g"
                        .formatted(fidelity.ndcg5(), fidelity.negativeRate(), fidelity.squaredErrorOfProbability());
    }
}
