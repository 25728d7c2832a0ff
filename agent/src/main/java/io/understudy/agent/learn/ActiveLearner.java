package io.understudy.agent.learn;

import de.learnlib.acex.AcexAnalyzers;
import de.learnlib.algorithm.ttt.mealy.TTTLearnerMealy;
import de.learnlib.query.DefaultQuery;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.alphabet.impl.Alphabets;
import net.automatalib.automaton.transducer.MealyMachine;
import net.automatalib.word.Word;

/**
 * Learns a classifier's automaton by membership and equivalence queries (TTT: Isberner, Howar & Steffen 2014). Whether
 * it is equivalent to the model is tried on the traffic, then on words that go from each of its states by each symbol
 * and on as traffic goes on, and on sequences of the traffic with a few symbols changed.
 */
public final class ActiveLearner {
    private static final int ROUNDS_OF_SEARCH = 12;
    private static final int MOST_WORDS_IN_ROUND = 4_000;
    private static final int LONGEST_WALK = 4;
    private static final int MOST_BEGINNINGS = 50_000;
    private static final int MOST_CHANGES = 3;

    private final MembershipQueries queries;
    private final Alphabet<Integer> alphabet;
    private final int symbols;
    private final int mostStates;
    private final Random random;
    private final Progress progress;

    /**
     * @param mostStates where learning stops: the language of a network need not be regular
     */
    public ActiveLearner(Oracle oracle, int mostStates, long seed, Progress progress) {
        this.queries = new MembershipQueries(oracle);
        this.symbols = oracle.alphabet().size();
        this.alphabet = Alphabets.integers(0, symbols - 1);
        this.mostStates = mostStates;
        this.random = new Random(seed);
        this.progress = progress;
    }

    /**
     * A transition table with a class for each state.
     *
     * @param successors [states][symbols]; state 0 is the initial one
     * @param classes [states]
     */
    public record Learned(int[][] successors, int[] classes) {
        int after(int[] word) {
            int state = 0;
            for (int symbol : word) {
                state = successors[state][symbol];
            }
            return state;
        }
    }

    /**
     * Learns.
     *
     * @param words the traffic
     * @param goOn whether there is time left
     * @return every automaton on the way, the last one the most exact
     */
    public List<Learned> from(List<int[]> words, Predicate<Learned> goOn) {
        TTTLearnerMealy<Integer, Integer> learner =
                new TTTLearnerMealy<>(alphabet, queries, AcexAnalyzers.BINARY_SEARCH_BWD);
        List<Answered> traffic = answered(words);
        // The traffic first, then where it could have ended, then what a search finds. What has been queried is
        // examined
        // again until nothing in it is wrong: asking is what takes long.
        List<Answered> tried = answered(beginnings(words));
        learner.startLearning();
        List<Learned> found = new ArrayList<>();
        while (true) {
            Learned now = table(learner.getHypothesisModel());
            found.add(now);
            progress.report("learning by queries", now.classes().length, mostStates);
            if (now.classes().length >= mostStates || !goOn.test(now)) {
                return found;
            }
            Optional<int[]> difference = difference(now, traffic);
            if (difference.isEmpty()) {
                difference = difference(now, tried);
            }
            for (int round = 0; difference.isEmpty() && round < ROUNDS_OF_SEARCH; round++) {
                tried = answered(search(now, words));
                difference = difference(now, tried);
            }
            if (difference.isEmpty()) {
                return found;
            }
            learner.refineHypothesis(query(difference.get()));
        }
    }

    private DefaultQuery<Integer, Word<Integer>> query(int[] word) {
        DefaultQuery<Integer, Word<Integer>> query =
                new DefaultQuery<>(Word.fromList(IntStream.of(word).boxed().toList()));
        queries.processQuery(query);
        return query;
    }

    /**
     * Takes one of the automata on the way to the last. Counterexamples come one by one, so a small one can be right of
     * all traffic there is; of those too large to be read, it is the one most right of where traffic could have ended.
     *
     * @param words the traffic
     * @param readable the most states that a person reads
     */
    public Learned choose(List<Learned> found, List<int[]> words, int readable) {
        List<Answered> traffic = answered(words);
        long fewest = found.stream()
                .mapToLong(learned -> wrong(learned, traffic))
                .min()
                .orElseThrow();
        List<Learned> best = found.stream()
                .filter(learned -> wrong(learned, traffic) == fewest)
                .sorted(Comparator.comparingInt(learned -> learned.classes().length))
                .toList();
        if (best.get(0).classes().length <= readable || best.size() == 1) {
            return best.get(0);
        }
        List<Answered> beginnings = answered(beginnings(words));
        long[] wrong =
                best.stream().mapToLong(learned -> wrong(learned, beginnings)).toArray();
        return best.get(IntStream.range(0, wrong.length)
                .boxed()
                .min(Comparator.comparingLong(i -> wrong[i]))
                .orElseThrow());
    }

    private static long wrong(Learned learned, List<Answered> words) {
        return differing(learned, words).count();
    }

    private List<int[]> beginnings(List<int[]> words) {
        Set<int[]> distinct = new TreeSet<>(Arrays::compare);
        for (int[] word : words) {
            for (int length = 0; length < word.length && distinct.size() < MOST_BEGINNINGS; length++) {
                distinct.add(Arrays.copyOf(word, length));
            }
        }
        return List.copyOf(distinct);
    }

    /** Words with what the model says of them, the shortest first. */
    private List<Answered> answered(List<int[]> words) {
        List<int[]> shortestFirst = words.stream()
                .sorted(Comparator.comparingInt((int[] word) -> word.length))
                .toList();
        List<Integer> said = queries.classes(shortestFirst);
        return IntStream.range(0, words.size())
                .mapToObj(w -> new Answered(shortestFirst.get(w), said.get(w)))
                .toList();
    }

    private record Answered(int[] word, int said) {}

    private static Optional<int[]> difference(Learned learned, List<Answered> words) {
        return differing(learned, words).map(Answered::word).findFirst();
    }

    private static Stream<Answered> differing(Learned learned, List<Answered> words) {
        return words.stream().filter(answered -> learned.classes()[learned.after(answered.word())] != answered.said());
    }

    /** Out of every state by every symbol, and changed traffic. */
    private List<int[]> search(Learned learned, List<int[]> words) {
        int states = learned.classes().length;
        int[][] access = new int[states][];
        for (int[] word : words) {
            int state = 0;
            for (int t = 0; t <= word.length; t++) {
                if (access[state] == null || access[state].length > t) {
                    access[state] = Arrays.copyOf(word, t);
                }
                state = t < word.length ? learned.successors()[state][word[t]] : state;
            }
        }
        int[] seen =
                words.stream().flatMapToInt(IntStream::of).distinct().sorted().toArray();
        List<int[]> tried = new ArrayList<>();
        int each = Math.max(1, MOST_WORDS_IN_ROUND / Math.max(1, states * Math.max(1, seen.length)));
        for (int state = 0; state < states && tried.size() < MOST_WORDS_IN_ROUND; state++) {
            for (int i = 0; access[state] != null && i < seen.length * each; i++) {
                tried.add(onward(access[state], seen[i % seen.length], words, seen));
            }
        }
        for (int i = 0; i < MOST_WORDS_IN_ROUND; i++) {
            tried.add(changed(words.get(random.nextInt(words.size())), seen));
        }
        return tried;
    }

    /** A few symbols of a word taken out, put in or replaced. */
    private int[] changed(int[] word, int[] seen) {
        List<Integer> changed = new ArrayList<>(IntStream.of(word).boxed().toList());
        for (int change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
            int at = random.nextInt(changed.size() + 1);
            int kind = random.nextInt(3);
            if (kind < 2 && at < changed.size()) {
                changed.remove(at);
            }
            if (kind > 0) {
                changed.add(at, seen[random.nextInt(seen.length)]);
            }
        }
        return changed.stream().mapToInt(Integer::intValue).toArray();
    }

    /** By a symbol out of a state, a few steps at random, and then as some word of the traffic ends. */
    private int[] onward(int[] access, int symbol, List<int[]> words, int[] seen) {
        int[] end = words.get(random.nextInt(words.size()));
        int from = random.nextInt(end.length + 1);
        int[] walk = random.ints(random.nextInt(LONGEST_WALK + 1), 0, seen.length)
                .map(i -> seen[i])
                .toArray();
        return IntStream.concat(
                        IntStream.concat(IntStream.of(access), IntStream.of(symbol)),
                        IntStream.concat(IntStream.of(walk), Arrays.stream(end, from, end.length)))
                .toArray();
    }

    /**
     * A state of the learned machine determines what follows it, not its own class: that is in the transition which led
     * there.
     */
    private <S, T> Learned table(MealyMachine<S, Integer, T, Integer> machine) {
        int begins = queries.classes(List.of(new int[0])).get(0);
        Map<Place<S>, Integer> numbers = new HashMap<>();
        List<Place<S>> places = new ArrayList<>();
        Place<S> initial = new Place<>(machine.getInitialState(), begins);
        numbers.put(initial, 0);
        places.add(initial);
        List<int[]> successors = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            int[] row = new int[symbols];
            for (int symbol = 0; symbol < symbols; symbol++) {
                T transition = machine.getTransition(places.get(i).state(), (Integer) symbol);
                Place<S> next = new Place<>(machine.getSuccessor(transition), machine.getTransitionOutput(transition));
                Integer known = numbers.putIfAbsent(next, places.size());
                row[symbol] = known == null ? places.size() : known;
                if (known == null) {
                    places.add(next);
                }
            }
            successors.add(row);
        }
        return new Learned(
                successors.toArray(int[][]::new),
                places.stream().mapToInt(Place::said).toArray());
    }

    private record Place<S>(S state, int said) {}
}
