package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.refine.Refinement;
import io.understudy.agent.refine.Refinement.Refined;
import java.util.List;

/**
 * Mixes the model's mean distribution over the traffic into an automaton, with the share that makes it most faithful
 * on held-out words. It costs little where the automaton knows, and bounds what a wrong zero costs where it does not.
 */
final class BackgroundMixture {
    private static final double[] SHARES = {1e-7, 1e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2};
    /** Mixed into the mean, so that no symbol is impossible. */
    private static final double UNIFORM = 0.1;

    private final double[] mean;

    /**
     * @param words what the model sees
     * @param answers the oracle's
     */
    BackgroundMixture(List<int[]> words, List<float[][]> answers) {
        mean = new double[answers.get(0)[0].length];
        double rows = 0;
        for (float[][] answer : answers) {
            for (float[] row : answer) {
                for (int s = 0; s < mean.length; s++) {
                    mean[s] += row[s];
                }
                rows++;
            }
        }
        for (int s = 0; s < mean.length; s++) {
            mean[s] = (1 - UNIFORM) * mean[s] / rows + UNIFORM / mean.length;
        }
    }

    /** The automaton with the best share of the background, if any is better than none. */
    Refined behind(Refined automaton, Refinement refinement) {
        Refined best = automaton;
        for (double share : SHARES) {
            Refined candidate = refinement.measured(with(automaton.automaton(), share));
            best = candidate.heldOut().isBetterThan(best.heldOut()) ? candidate : best;
        }
        return best;
    }

    private WeightedAutomaton with(WeightedAutomaton automaton, double share) {
        NextSymbol next = (NextSymbol) automaton.readout();
        double[] background = mean.clone();
        for (int s = 0; s < background.length; s++) {
            background[s] *= share;
        }
        return automaton.with(new NextSymbol(next.total(), next.stop(), next.series(), background));
    }
}
