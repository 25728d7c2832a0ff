package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Task;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A finite automaton and its divergence from the model on each held-out sequence.
 *
 * @param how it was made, in a few words
 * @param losses KL per position, or 1 for a wrong class, [sequences]
 */
record CandidateAutomaton(FiniteAutomaton automaton, String how, double[] losses, Fidelity heldOut) {
    /** Nats, or share of wrong classes, that no state is worth. */
    private static final double NEGLIGIBLE = 1e-3;

    static CandidateAutomaton of(
            FiniteAutomaton automaton, String how, Task task, List<int[]> heldOut, List<float[][]> answers) {
        List<Comparison> comparisons = Fidelity.comparisons(task, heldOut, answers, automaton.scorer());
        double[] losses = comparisons.stream()
                .mapToDouble(c -> task == Task.CLASSIFIER ? c.positions() - c.agreed() : c.kl() / c.positions())
                .toArray();
        return new CandidateAutomaton(automaton, how, losses, Fidelity.of(task, comparisons));
    }

    double loss() {
        return IntStream.range(0, losses.length)
                .mapToDouble(i -> losses[i])
                .average()
                .orElse(0);
    }

    /**
     * The smallest one that is as good as the best, as far as the held-out sequences show: the difference is within its
     * own standard error (Breiman et al. 1984, the rule of one standard error; here paired by sequence), or negligible.
     */
    static CandidateAutomaton smallest(List<CandidateAutomaton> candidates) {
        CandidateAutomaton best = candidates.stream()
                .min(Comparator.comparingDouble(CandidateAutomaton::loss))
                .orElseThrow();
        return candidates.stream()
                .filter(candidate -> candidate.isAsGoodAs(best))
                .min(Comparator.comparingInt((CandidateAutomaton candidate) ->
                                candidate.automaton().states())
                        .thenComparingDouble(CandidateAutomaton::loss))
                .orElse(best);
    }

    private boolean isAsGoodAs(CandidateAutomaton best) {
        double mean = loss() - best.loss();
        double squares = 0;
        for (int i = 0; i < losses.length; i++) {
            double difference = losses[i] - best.losses[i] - mean;
            squares += difference * difference;
        }
        return mean <= Math.max(NEGLIGIBLE, Math.sqrt(squares) / losses.length);
    }
}
