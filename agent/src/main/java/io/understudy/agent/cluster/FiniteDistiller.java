package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.cluster.BlackBoxLearner.Learned;
import io.understudy.agent.extract.Progress;
import io.understudy.agent.extract.WeightedKMeans;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Distils a finite automaton from a model: from clusters of its hidden states along given sequences (Hou & Zhou 2018),
 * refined until it is consistent; a classifier's by queries, where clusters do not tell it.
 */
public final class FiniteDistiller {
    private static final int MOST_STATES = 300;
    /** A hypothesis on the way to the right one can be far larger than that one. */
    private static final int MOST_LEARNED = 5_000;

    private static final int MOST_CLUSTERS = 100;
    private static final int[] SIZES = {2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 25, 32, 40, 50, 64, 80, 100};
    /** Steps that the network may be asked for, all sizes together. */
    private static final long MOST_ASKED = 1_500_000;
    /** With more symbols, most pairs of state and symbol never come, and there are no edges to cluster. */
    private static final int MOST_SYMBOLS_FOR_EDGES = 500;

    private static final int MOST_SYMBOLS_TO_LEARN = 200;
    private static final int MOST_CLUSTERED_POINTS = 20_000;
    private static final double GROWTH = 0.1;
    /** Growth ends when the best automaton so far is this much smaller than the latest. */
    private static final double IN_VAIN = 3;

    private static final int ROUNDS_WITHOUT_GROWTH = 5;
    private static final int LEAST_GROWTH = 40;
    private static final double HELD_OUT_SHARE = 0.1;
    private static final int LEAST_HELD_OUT = 400;
    private static final double GOOD_ENOUGH = 0.995;

    private final Oracle oracle;
    private final Options options;
    private final Clock clock;
    private final Progress progress;

    /**
     * What may be chosen.
     *
     * @param states the most that there may be; empty to have as many as it takes, up to 300
     * @param seed of all that is random
     * @param budget the most that learning by queries may take
     */
    public record Options(Method method, OptionalInt states, long seed, Duration budget) {
        /** Refuses what cannot be done. */
        public Options {
            if (states.isPresent() && states.getAsInt() < 1) {
                throw new InvalidInputException("an automaton has at least one state");
            }
        }
    }

    /** Distils from an oracle. */
    public FiniteDistiller(Oracle oracle, Options options, Clock clock, Progress progress) {
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Whether there is no way for a model, as far as its manifest tells.
     *
     * @return why not, or nothing
     */
    public static Optional<String> impossible(Task task, int symbols, Method method) {
        if (method == Method.LEARN && !(task == Task.CLASSIFIER && symbols <= MOST_SYMBOLS_TO_LEARN)) {
            return Optional.of("learning a finite automaton by queries takes a classifier with at most %d symbols"
                    .formatted(MOST_SYMBOLS_TO_LEARN));
        }
        if (task == Task.LANGUAGE_MODEL && symbols > MOST_SYMBOLS_FOR_EDGES) {
            return Optional.of("a finite automaton of a language model takes at most %d symbols; it has %,d"
                    .formatted(MOST_SYMBOLS_FOR_EDGES, symbols));
        }
        return Optional.empty();
    }

    /**
     * Whether there is no way for a model.
     *
     * @return why not, or nothing
     */
    public static Optional<String> impossible(Oracle oracle, Method method) {
        int symbols = oracle.alphabet().size();
        boolean learns = method == Method.LEARN
                || method == Method.AUTO
                        && impossible(oracle.task(), symbols, Method.LEARN).isEmpty();
        Optional<String> hidden = learns || oracle.continuation().isPresent()
                ? Optional.empty()
                : Optional.of("no finite automaton: the model's hidden states cannot be clustered, for they see the"
                        + " future, or the graph does not let them in and out");
        return impossible(oracle.task(), symbols, method).or(() -> hidden);
    }

    /**
     * Distils a finite automaton for the traffic that some sequences are a sample of.
     *
     * @param sequences at least 10, in the oracle's alphabet
     * @throws InvalidInputException if there is no way for this model
     */
    public FiniteDistillation distil(List<int[]> sequences) {
        impossible(oracle, options.method()).ifPresent(why -> {
            throw new InvalidInputException(why);
        });
        if (sequences.size() < 10) {
            throw new InvalidInputException(
                    "%d sequences are too few to distil from: give 10 or more".formatted(sequences.size()));
        }
        Instant begun = clock.instant();
        long asked = oracle.positionsAsked();
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(options.seed()));
        int held = Math.max(
                (int) Math.ceil(shuffled.size() * HELD_OUT_SHARE), Math.min(LEAST_HELD_OUT, shuffled.size() / 4));
        List<int[]> heldOut = shuffled.subList(0, held);
        List<int[]> used = shuffled.subList(held, shuffled.size());
        Candidate best = best(used, heldOut, oracle.ask(heldOut));
        return new FiniteDistillation(
                best.automaton(),
                best.how(),
                best.heldOut(),
                oracle.positionsAsked() - asked,
                Duration.between(begun, clock.instant()));
    }

    private Candidate best(List<int[]> used, List<int[]> heldOut, List<float[][]> answers) {
        Optional<Continuation> continuation = oracle.continuation();
        if (options.method() == Method.LEARN || continuation.isEmpty()) {
            return learned(used, heldOut, answers);
        }
        Clustered clustered = new Clustered(new Trajectories(continuation.get(), used), heldOut, answers);
        Candidate best = clustered.best();
        boolean learns = options.method() == Method.AUTO
                && impossible(oracle, Method.LEARN).isEmpty()
                && best.heldOut().agreement() < GOOD_ENOUGH;
        if (!learns) {
            return best;
        }
        Candidate learned = learned(used, heldOut, answers);
        return learned.loss() < best.loss() ? learned : best;
    }

    private int most() {
        return options.states().orElse(MOST_STATES);
    }

    private Candidate learned(List<int[]> used, List<int[]> heldOut, List<float[][]> answers) {
        int mostLearned = options.states().orElse(MOST_LEARNED);
        Instant end = clock.instant().plus(options.budget());
        BlackBoxLearner learner = new BlackBoxLearner(oracle, mostLearned, options.seed(), progress);
        List<Learned> found = learner.from(used, now -> clock.instant().isBefore(end)).stream()
                .filter(learned -> learned.classes().length <= mostLearned)
                .toList();
        if (found.isEmpty()) {
            throw new InvalidInputException(
                    "the smallest automaton learned has more than %d states".formatted(mostLearned));
        }
        List<int[]> all = new ArrayList<>(used);
        all.addAll(heldOut);
        Learned chosen = learner.choose(found, all, MOST_STATES);
        FiniteAutomaton automaton = new Walked(chosen, used, oracle.ask(used), oracle.columns()).automaton();
        return Candidate.of(automaton, "learned by queries", oracle.task(), heldOut, answers);
    }

    /** Automata from hidden states, measured on held-out sequences. */
    private final class Clustered {
        private final Trajectories seen;
        private final List<int[]> heldOut;
        private final List<float[][]> answers;
        private final List<Candidate> candidates = new ArrayList<>();
        private final int symbols = oracle.alphabet().size();

        Clustered(Trajectories seen, List<int[]> heldOut, List<float[][]> answers) {
            this.seen = seen;
            this.heldOut = heldOut;
            this.answers = answers;
        }

        Candidate best() {
            progress.report("looking at hidden states", 0, 1);
            View view = new SeenView(seen);
            float[][] points = seen.points(view);
            progress.report("looking at hidden states", 1, 1);
            Transitions transitions = new Transitions(seen, view, points, symbols, options.seed());
            if (options.method() == Method.AUTO && symbols <= MOST_SYMBOLS_FOR_EDGES) {
                grown(new Machine(seen, new int[1][symbols]), points, transitions, "grown from one state");
            }
            if (options.method() == Method.AUTO && !suffices()) {
                View foreseen = new ForeseenView(seen);
                float[][] expected = seen.points(foreseen);
                clustered(
                        expected,
                        new Transitions(seen, foreseen, expected, symbols, options.seed()),
                        "k-means++ of what is foreseen");
            }
            if (!suffices()) {
                clustered(points, transitions, options.method() == Method.K_MEANS_X ? "k-means-x" : "k-means++");
            }
            return Candidate.smallest(candidates);
        }

        /** A language model's edges say more than its clusters; so do a classifier's, if they are right all but always. */
        private boolean suffices() {
            return candidates.stream()
                    .anyMatch(candidate -> oracle.task() == Task.LANGUAGE_MODEL
                            || candidate.heldOut().agreement() >= GOOD_ENOUGH);
        }

        private void clustered(float[][] points, Transitions transitions, String how) {
            int[] sizes = sizes();
            for (int i = 0; i < sizes.length; i++) {
                int[] clusters = clusters(points, sizes[i]);
                Machine asked = transitions.byAsking(clusters);
                Machine majority = transitions.byMajority(clusters, asked);
                consider(majority, how);
                consider(asked, how + ", transitions asked");
                boolean last = i == sizes.length - 1;
                if (symbols <= MOST_SYMBOLS_FOR_EDGES && last && options.method() != Method.AUTO) {
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
                if (size <= Math.min(most(), MOST_CLUSTERS) && left > 0 || sizes.isEmpty()) {
                    sizes.add(Math.min(size, most()));
                }
            }
            if (options.states().isPresent() && !sizes.contains(most())) {
                sizes.add(most());
            }
            return sizes.stream().mapToInt(Integer::intValue).toArray();
        }

        private int[] clusters(float[][] points, int size) {
            int[] some = new Random(options.seed())
                    .ints(0, points.length)
                    .distinct()
                    .limit(Math.min(points.length, MOST_CLUSTERED_POINTS))
                    .sorted()
                    .toArray();
            float[][] sample = IntStream.of(some).mapToObj(i -> points[i]).toArray(float[][]::new);
            double[] weights =
                    IntStream.of(some).mapToDouble(seen.trie()::count).toArray();
            int k = Math.min(size, sample.length);
            int[] assigned = options.method() == Method.K_MEANS_X
                    ? new KMeansX(
                                    sample,
                                    weights,
                                    IntStream.of(some).map(seen.trie()::depth).toArray())
                            .assign(k)
                    : WeightedKMeans.assign(sample, weights, k, options.seed());
            float[][] centres = WeightedKMeans.means(sample, weights, assigned, new float[k][sample[0].length]);
            return WeightedKMeans.nearest(points, centres);
        }

        private void grown(Machine begin, float[][] points, Transitions transitions, String how) {
            EdgeGrowth growth = new EdgeGrowth(seen, points);
            Machine machine = growth.settled(begin);
            int considered = 0;
            int largest = 0;
            int without = 0;
            Candidate best = consider(transitions.withUnseenAsked(machine), how);
            while (machine.states() < most()
                    && machine.states()
                            < Math.max(LEAST_GROWTH, IN_VAIN * best.automaton().states())) {
                int more = Math.min(most() - machine.states(), Math.max(1, (int) (machine.states() * GROWTH)));
                Machine next = growth.split(machine, more);
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
                boolean larger = machine.states() > considered * (1 + GROWTH) || machine.states() == most();
                if (larger) {
                    considered = machine.states();
                    Candidate candidate = consider(transitions.withUnseenAsked(machine), how);
                    best = candidate.loss() < best.loss() ? candidate : best;
                    progress.report("splitting inconsistent states", considered, most());
                }
            }
        }

        private Candidate consider(Machine given, String how) {
            Machine machine = given;
            if (oracle.task() == Task.CLASSIFIER) {
                machine = new Machine(seen, Minimisation.of(given.successors(), given.outputs()));
            }
            Candidate candidate = Candidate.of(
                    machine.automaton(oracle.task() == Task.LANGUAGE_MODEL), how, oracle.task(), heldOut, answers);
            candidates.add(candidate);
            return candidate;
        }
    }
}
