package io.understudy.agent.cli;

import io.understudy.agent.fidelity.Fidelity;

/** Fidelity in a line for people. */
final class FidelityText {
    private FidelityText() {}

    static String of(Fidelity fidelity) {
        if (fidelity.classAgreement() != null) {
            return "%,d sequences, class agreement %.4f, mean absolute error %.3g"
                    .formatted(fidelity.sequences(), fidelity.classAgreement(), fidelity.meanAbsoluteError());
        }
        return ("%,d sequences, %,d positions, top-1 agreement %.4f, KL %.4g nats, NDCG@5 %.4f, negative %.4f, "
                        + "squared error of probability %.3g")
                .formatted(
                        fidelity.sequences(),
                        fidelity.positions(),
                        fidelity.top1Agreement(),
                        fidelity.klNats(),
                        fidelity.ndcg5(),
                        fidelity.negativeRate(),
                        fidelity.squaredErrorOfProbability());
    }
}
