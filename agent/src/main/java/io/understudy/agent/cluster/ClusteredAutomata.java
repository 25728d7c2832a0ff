package io.understudy.agent.cluster;

import io.understudy.agent.features.HiddenStateFeatures;
import io.understudy.agent.features.PredictedAnswerFeatures;
import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.features.StateFeatures;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.numeric.WeightedKMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Candidate automata from clusters of hidden states, evaluated on held-out sequences. */
final class ClusteredAutomata {
    private static final int MOST_CLUSTERS = 100;
    private static final int[] SIZES = {2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100};
    /** Steps that the network may be queried for, all sizes together. */
    private static final long MOST_ASKED = 1_500_000;

    private static final int MOST_CLUSTERED_POINTS = 20_000;
    private static final double GROWTH = 0.1;
    /** Growth ends when the best automaton so far is this much smaller than the latest. */
    private static final double IN_VAIN = 3;

    private static final int ROUNDS_WITHOUT_GROWTH = 5;
    private static final int LEAST_GROWTH = 40;

    private final Oracle oracle;
    private final FiniteDistiller.Options options;
    private final Progress progress;
    private final PrefixStates seen;
    private final List<int[]> heldOut;
    private final List<float[][]> answers;
    private final List<CandidateAutomaton> candidates = new ArrayList<>();
    private final int symbols;

    ClusteredAutomata(
            Oracle oracle,
            FiniteDistiller.Options options,
            Progress progress,
            PrefixStates seen,
            List<int[]> heldOut,
            List<float[][]> answers) {
        this.oracle = oracle;
        this.options = options;
        this.progress = progress;
        this.symbols = oracle.alphabet().size();
        this.seen = seen;
        this.heldOut = heldOut;
        this.answers = answers;
    }

    CandidateAutomaton best() {
        progress.report("looking at hidden states", 0, 1);
        StateFeatures view = new HiddenStateFeatures(seen);
        float[][] points = seen.points(view);
        progress.report("looking at hidden states", 1, 1);
        Transitions transitions = new Transitions(seen, view, points, symbols, options.seed());
        if (options.method() == ExtractionMethod.AUTO && symbols <= FiniteDistiller.MOST_SYMBOLS_FOR_EDGES) {
            grown(new TransitionTable(seen, new int[1][symbols]), points, transitions, "grown from one state");
        }
        if (options.method() == ExtractionMethod.AUTO && !suffices()) {
            StateFeatures foreseen = new PredictedAnswerFeatures(seen);
            float[][] expected = seen.points(foreseen);
            clustered(
                    expected,
                    new Transitions(seen, foreseen, expected, symbols, options.seed()),
                    "k-means++ of what is foreseen");
        }
        if (!suffices()) {
            clustered(points, transitions, options.method() == ExtractionMethod.K_MEANS_X ? "k-means-x" : "k-means++");
        }
        return CandidateAutomaton.smallest(candidates);
    }

    /** A language model's edges say more than its clusters; so do a classifier's, if they are right all but always. */
    private boolean suffices() {
        return candidates.stream()
                .anyMatch(candidate -> oracle.task() == Task.LANGUAGE_MODEL
                        || candidate.heldOut().agreement() >= FiniteDistiller.GOOD_ENOUGH);
    }

    private void clustered(float[][] points, Transitions transitions, String how) {
        int[] sizes = sizes();
        for (int i = 0; i < sizes.length; i++) {
            int[] clusters = clusters(points, sizes[i]);
            TransitionTable queried = transitions.byQueries(clusters);
            TransitionTable majority = transitions.byMajority(clusters, queried);
            consider(majority, how);
            consider(queried, how + ", transitions queried");
            boolean last = i == sizes.length - 1;
            if (symbols <= FiniteDistiller.MOST_SYMBOLS_FOR_EDGES
                    && last
                    && options.method() != ExtractionMethod.AUTO) {
                grown(majority, points, transitions, how + ", refined");
            }
            progress.report("clustering hidden states", i + 1L, sizes.length);
        }
    }

    private int[] sizes() {
        long left = MOST_ASKED;
        List<Integer> sizes = new ArrayList<>();
        for (int size : SIZES) {
            left -= (long) size * symbols * Transitions.REPRESENTATIVES;
            if (size <= Math.min(options.most(), MOST_CLUSTERS) && left > 0 || sizes.isEmpty()) {
                sizes.add(Math.min(size, options.most()));
            }
        }
        if (options.states().isPresent() && !sizes.contains(options.most())) {
            sizes.add(options.most());
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private int[] clusters(float[][] points, int size) {
        int[] some = seen.some(MOST_CLUSTERED_POINTS, options.seed());
        float[][] sample = IntStream.of(some).mapToObj(i -> points[i]).toArray(float[][]::new);
        double[] weights = IntStream.of(some).mapToDouble(seen.trie()::count).toArray();
        int k = Math.min(size, sample.length);
        int[] assigned = options.method() == ExtractionMethod.K_MEANS_X
                ? new KMeansX(
                                sample,
                                weights,
                                IntStream.of(some).map(seen.trie()::depth).toArray())
                        .assign(k)
                : WeightedKMeans.assign(sample, weights, k, options.seed());
        float[][] centres = WeightedKMeans.means(sample, weights, assigned, new float[k][sample[0].length]);
        return WeightedKMeans.nearest(points, centres);
    }

    private void grown(TransitionTable begin, float[][] points, Transitions transitions, String how) {
        StateSplitting growth = new StateSplitting(seen, points);
        TransitionTable machine = growth.settled(begin);
        int considered = 0;
        int largest = 0;
        int without = 0;
        CandidateAutomaton best = consider(transitions.withUnseenQueried(machine), how);
        while (machine.states() < options.most()
                && machine.states()
                        < Math.max(LEAST_GROWTH, IN_VAIN * best.automaton().states())) {
            int more = Math.min(options.most() - machine.states(), Math.max(1, (int) (machine.states() * GROWTH)));
            TransitionTable next = growth.split(machine, more);
            if (next.states() == machine.states()) {
                break;
            }
            machine = growth.settled(next);
            // What is split can settle back, and be split in the same way again.
            without = machine.states() > largest ? 0 : without + 1;
            largest = Math.max(largest, machine.states());
            if (without == ROUNDS_WITHOUT_GROWTH) {
                break;
            }
            boolean larger = machine.states() > considered * (1 + GROWTH) || machine.states() == options.most();
            if (larger) {
                considered = machine.states();
                CandidateAutomaton candidate = consider(transitions.withUnseenQueried(machine), how);
                best = candidate.loss() < best.loss() ? candidate : best;
                progress.report("splitting inconsistent states", considered, options.most());
            }
        }
    }

    private CandidateAutomaton consider(TransitionTable given, String how) {
        TransitionTable machine = given;
        if (oracle.task() == Task.CLASSIFIER) {
            machine = new TransitionTable(seen, StateMerging.of(given.successors(), given.outputs()));
        }
        CandidateAutomaton candidate = CandidateAutomaton.of(
                machine.automaton(oracle.task() == Task.LANGUAGE_MODEL), how, oracle.task(), heldOut, answers);
        candidates.add(candidate);
        return candidate;
    }
}
