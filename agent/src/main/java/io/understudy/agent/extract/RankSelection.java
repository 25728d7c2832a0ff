package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.refine.Refinement;
import io.understudy.agent.spectral.SpectralSolver;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Chooses the rank of a spectral solution on held-out sequences. */
final class RankSelection {
    private static final int[] RANKS = {
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        10,
        12,
        14,
        16,
        18,
        20,
        23,
        26,
        30,
        35,
        40,
        45,
        50,
        60,
        70,
        80,
        90,
        100,
        120,
        SpectralSolver.HIGHEST_RANK
    };
    private static final double ABOUT_AS_NEAR = 1.5;

    private final List<Refinement.Refined> candidates;

    private RankSelection(List<Refinement.Refined> candidates) {
        this.candidates = candidates;
    }

    /**
     * Measures the ranks.
     *
     * @param read how a rank's automaton is read
     * @param given the only one to measure, if there is one
     */
    static RankSelection among(
            SpectralSolver spectral,
            UnaryOperator<WeightedAutomaton> read,
            OptionalInt given,
            Task task,
            List<int[]> heldOut,
            List<float[][]> answers,
            Progress progress) {
        int highest = spectral.highestRank();
        int[] ranks = given.isPresent() ? new int[] {Math.min(given.getAsInt(), highest)} : upTo(highest);
        List<Refinement.Refined> candidates = new ArrayList<>();
        for (int rank : ranks) {
            WeightedAutomaton candidate = read.apply(spectral.ofRank(rank));
            candidates.add(new Refinement.Refined(candidate, Fidelity.of(task, heldOut, answers, candidate.scorer())));
            progress.report("choosing the rank on held-out sequences", candidates.size(), ranks.length);
        }
        return new RankSelection(candidates);
    }

    private static int[] upTo(int highest) {
        return IntStream.concat(IntStream.of(RANKS), IntStream.of(highest))
                .filter(rank -> rank <= highest)
                .distinct()
                .toArray();
    }

    /** The most faithful one. */
    Refinement.Refined best() {
        return candidates.stream()
                .reduce((a, b) -> b.heldOut().isBetterThan(a.heldOut()) ? b : a)
                .orElseThrow();
    }

    /**
     * A language model's highest rank that is about as near as the best: refinement steadies what is there, but cannot
     * add a direction that is not.
     */
    Refinement.Refined widest() {
        double near = ABOUT_AS_NEAR * best().heldOut().klNats();
        return candidates.stream()
                .filter(candidate -> candidate.heldOut().klNats() <= near)
                .reduce((narrower, wider) -> wider)
                .orElseGet(this::best);
    }
}
