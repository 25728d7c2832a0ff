package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.features.PrefixStates;
import io.understudy.agent.learn.ActiveLearner;
import io.understudy.agent.learn.ActiveLearner.Learned;
import io.understudy.agent.learn.LearnedAutomaton;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
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
import java.util.stream.Stream;

/**
 * Distils a finite automaton from a model: from clusters of its hidden states along given sequences (Hou & Zhou 2018),
 * refined until it is consistent; a classifier's by queries, where clusters do not give it.
 */
public final class FiniteDistiller {
    private static final int MOST_STATES = 300;
    /** A hypothesis on the way to the right one can be far larger than that one. */
    private static final int MOST_LEARNED = 5_000;

    private static final int MOST_PROBED = 8_000;

    /** With more symbols, most pairs of state and symbol never come, and there are no edges to cluster. */
    static final int MOST_SYMBOLS_FOR_EDGES = 500;

    private static final int MOST_SYMBOLS_TO_LEARN = 200;
    private static final int WORDS_TO_CHOOSE = 1_000;
    private static final double HELD_OUT_SHARE = 0.1;
    private static final int LEAST_HELD_OUT = 400;
    static final double GOOD_ENOUGH = 0.995;

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
    public record Options(ExtractionMethod method, OptionalInt states, long seed, Duration budget) {
        /** Refuses what cannot be done. */
        public Options {
            if (states.isPresent() && states.getAsInt() < 1) {
                throw new InvalidInputException("an automaton has at least one state");
            }
        }

        int most() {
            return states.orElse(MOST_STATES);
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
     * Whether there is no way for a model, as far as its manifest shows.
     *
     * @return why not, or nothing
     */
    public static Optional<String> impossible(Task task, int symbols, ExtractionMethod method) {
        if (method == ExtractionMethod.LEARN && !(task == Task.CLASSIFIER && symbols <= MOST_SYMBOLS_TO_LEARN)) {
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
    public static Optional<String> impossible(Oracle oracle, ExtractionMethod method) {
        int symbols = oracle.alphabet().size();
        boolean learns = method == ExtractionMethod.LEARN
                || method == ExtractionMethod.AUTO
                        && impossible(oracle.task(), symbols, ExtractionMethod.LEARN)
                                .isEmpty();
        Optional<String> hidden = learns || oracle.continuation().isPresent()
                ? Optional.empty()
                : Optional.of("no finite automaton: the model's hidden states cannot be clustered: it is bidirectional,"
                        + " or its graph gives no hidden-state access");
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
        long queried = oracle.symbolsQueried();
        List<int[]> shuffled = new ArrayList<>(sequences);
        Collections.shuffle(shuffled, new Random(options.seed()));
        int held = Math.max(
                (int) Math.ceil(shuffled.size() * HELD_OUT_SHARE), Math.min(LEAST_HELD_OUT, shuffled.size() / 4));
        List<int[]> heldOut = shuffled.subList(0, held);
        List<int[]> used = shuffled.subList(held, shuffled.size());
        CandidateAutomaton best = best(used, heldOut, oracle.query(heldOut));
        return new FiniteDistillation(
                best.automaton(),
                best.how(),
                best.heldOut(),
                oracle.symbolsQueried() - queried,
                Duration.between(begun, clock.instant()));
    }

    private CandidateAutomaton best(List<int[]> used, List<int[]> heldOut, List<float[][]> answers) {
        Optional<Continuation> continuation = oracle.continuation();
        if (options.method() == ExtractionMethod.LEARN || continuation.isEmpty()) {
            return learned(used, heldOut, answers);
        }
        ClusteredAutomata clustered = new ClusteredAutomata(
                oracle, options, progress, new PrefixStates(continuation.get(), used), heldOut, answers);
        CandidateAutomaton best = clustered.best();
        boolean learns = options.method() == ExtractionMethod.AUTO
                && impossible(oracle, ExtractionMethod.LEARN).isEmpty()
                && best.heldOut().agreement() < GOOD_ENOUGH;
        if (!learns) {
            return best;
        }
        CandidateAutomaton learned = learned(used, heldOut, answers);
        best = learned.loss() < best.loss() ? learned : best;
        // Thousands of states that are right of the held-out sequences can be wrong of the next ones.
        boolean answered =
                best.heldOut().agreement() >= GOOD_ENOUGH && best.automaton().states() <= MOST_STATES;
        if (answered) {
            return best;
        }
        for (CandidateAutomaton probed : probed(continuation.get(), used, heldOut, answers)) {
            best = better(best, probed, heldOut);
        }
        return best;
    }

    private List<CandidateAutomaton> probed(
            Continuation continuation, List<int[]> used, List<int[]> heldOut, List<float[][]> answers) {
        Instant end = clock.instant().plus(options.budget());
        int most = options.states().orElse(MOST_PROBED);
        String how = "clusters of what the model would say later";
        return new ContinuationClusters(oracle, continuation, most, options.seed(), progress)
                .automata(used, () -> clock.instant().isBefore(end)).stream()
                        .map(automaton -> CandidateAutomaton.of(automaton, how, oracle.task(), heldOut, answers))
                        .toList();
    }

    /** On held-out sequences and on words like them: more words distinguish what differs by little. */
    private CandidateAutomaton better(CandidateAutomaton one, CandidateAutomaton other, List<int[]> heldOut) {
        List<int[]> words = new TrafficAugmentation(oracle, heldOut, options.seed()).with(WORDS_TO_CHOOSE);
        List<float[][]> answers = oracle.query(words);
        List<CandidateAutomaton> measured = Stream.of(one, other)
                .map(each -> CandidateAutomaton.of(each.automaton(), each.how(), oracle.task(), words, answers))
                .toList();
        return CandidateAutomaton.smallest(measured) == measured.get(0) ? one : other;
    }

    private CandidateAutomaton learned(List<int[]> used, List<int[]> heldOut, List<float[][]> answers) {
        int mostLearned = options.states().orElse(MOST_LEARNED);
        Instant end = clock.instant().plus(options.budget());
        ActiveLearner learner = new ActiveLearner(oracle, mostLearned, options.seed(), progress);
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
        FiniteAutomaton automaton =
                new LearnedAutomaton(chosen, used, oracle.query(used), oracle.columns()).automaton();
        return CandidateAutomaton.of(automaton, "learned by queries", oracle.task(), heldOut, answers);
    }
}
