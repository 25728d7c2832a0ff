package io.understudy.agent.cluster;

import de.learnlib.acex.AcexAnalyzers;
import de.learnlib.algorithm.ttt.mealy.TTTLearnerMealy;
import de.learnlib.query.DefaultQuery;
import io.understudy.agent.extract.Progress;
import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.alphabet.impl.Alphabets;
import net.automatalib.automaton.transducer.MealyMachine;
import net.automatalib.word.Word;

/**
 * Learns a classifier's automaton by queries (TTT: Isberner, Howar & Steffen 2014). Whether it is equivalent to the model
 * is tried on the traffic, then on words that go from each of its states by each symbol and on as traffic goes on, and on
 * sequences of the traffic with a few symbols changed.
 */
final class BlackBoxLearner {
    private static final int ROUNDS_OF_SEARCH = 12;
    private static final int MOST_WORDS_IN_ROUND = 4_000;
    private static final int LONGEST_WALK = 4;
    private static final int MOST_CHANGES = 3;

    private final ClassQueries queries;
    private final Alphabet<Integer> alphabet;
    private final int symbols;
    private final int mostStates;
    private final Random random;
    private final Progress progress;

    /**
     * @param mostStates where learning stops: the language of a network need not be regular
     */
    BlackBoxLearner(Oracle oracle, int mostStates, long seed, Progress progress) {
        this.queries = new ClassQueries(oracle);
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
    record Learned(int[][] successors, int[] classes) {
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
    List<Learned> from(List<int[]> words, Predicate<Learned> goOn) {
        TTTLearnerMealy<Integer, Integer> learner =
                new TTTLearnerMealy<>(alphabet, queries, AcexAnalyzers.BINARY_SEARCH_BWD);
        List<int[]> shortestFirst = words.stream()
                .sorted(Comparator.comparingInt((int[] word) -> word.length))
                .toList();
        learner.startLearning();
        List<Learned> found = new ArrayList<>();
        while (true) {
            Learned now = table(learner.getHypothesisModel());
            found.add(now);
            progress.report("learning by queries", now.classes().length, mostStates);
            if (now.classes().length >= mostStates || !goOn.test(now)) {
                return found;
            }
            Optional<int[]> difference = difference(now, shortestFirst).or(() -> searched(now, words));
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

    private Optional<int[]> difference(Learned learned, List<int[]> words) {
        List<Integer> said = queries.classes(words);
        return IntStream.range(0, words.size())
                .filter(w -> learned.classes()[learned.after(words.get(w))] != said.get(w))
                .mapToObj(words::get)
                .findFirst();
    }

    private Optional<int[]> searched(Learned learned, List<int[]> words) {
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
        for (int round = 0; round < ROUNDS_OF_SEARCH; round++) {
            List<int[]> tried = new ArrayList<>();
            int each = Math.max(1, MOST_WORDS_IN_ROUND / Math.max(1, states * symbols));
            for (int state = 0; state < states && tried.size() < MOST_WORDS_IN_ROUND; state++) {
                for (int symbol = 0; access[state] != null && symbol < symbols * each; symbol++) {
                    tried.add(onward(access[state], symbol % symbols, words));
                }
            }
            for (int i = 0; i < MOST_WORDS_IN_ROUND; i++) {
                tried.add(changed(words.get(random.nextInt(words.size()))));
            }
            tried.sort(Comparator.comparingInt(word -> word.length));
            Optional<int[]> difference = difference(learned, tried);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** A few symbols of a word taken out, put in or replaced. */
    private int[] changed(int[] word) {
        List<Integer> changed = new ArrayList<>(IntStream.of(word).boxed().toList());
        for (int change = random.nextInt(MOST_CHANGES); change >= 0; change--) {
            int at = random.nextInt(changed.size() + 1);
            int kind = random.nextInt(3);
            if (kind < 2 && at < changed.size()) {
                changed.remove(at);
            }
            if (kind > 0) {
                changed.add(at, random.nextInt(symbols));
            }
        }
        return changed.stream().mapToInt(Integer::intValue).toArray();
    }

    /** By a symbol out of a state, a few steps at random, and then as some word of the traffic ends. */
    private int[] onward(int[] access, int symbol, List<int[]> words) {
        int[] end = words.get(random.nextInt(words.size()));
        int from = random.nextInt(end.length + 1);
        int[] walk = random.ints(random.nextInt(LONGEST_WALK + 1), 0, symbols).toArray();
        return IntStream.concat(
                        IntStream.concat(IntStream.of(access), IntStream.of(symbol)),
                        IntStream.concat(IntStream.of(walk), Arrays.stream(end, from, end.length)))
                .toArray();
    }

    /** A state of the learned machine tells what follows it, not its own class: that is in the transition which led there. */
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
