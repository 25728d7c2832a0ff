package io.understudy.agent.draw;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Distribution;
import io.understudy.agent.fidelity.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The strongest structure of a weighted automaton as a finite automaton of a few states. The states of a weighted
 * automaton are directions of a vector space and any basis will do; what does not depend on the basis is how it
 * continues a prefix. So prefixes are taken in order of their weight, and those that it continues nearly alike, now
 * and a symbol later, share a state. Once there are enough states, a prefix goes to the one that is most like it.
 */
public final class Sketch {
    /** As many as a picture holds. */
    private static final int MOST_STATES = 16;

    /** Total variation up to which two ways to continue are alike. */
    private static final double ALIKE = 0.1;
    /** Symbols after which two words are compared by a classifier; a language model's are by what it expects most. */
    private static final int FUTURES = 12;

    /** A sketch counts in thousandths of the sequences that the automaton expects. */
    private static final double UNIT = 1e3;

    private final WeightedAutomaton automaton;
    private final Scorer scorer;
    private final boolean everyPrefix;
    private final List<Prefix> states = new ArrayList<>();
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparingDouble((Arrival arrival) -> -arrival.prefix.mass));

    /**
     * A prefix and its futures.
     *
     * @param mass the share of sequences that begin with it
     * @param futures how it goes on: now, and a symbol later
     */
    private record Prefix(int[] word, double mass, double[][] futures) {}

    /** A way into a prefix whose state is not known yet. */
    private record Arrival(int from, int symbol, Prefix prefix) {}

    private Sketch(WeightedAutomaton automaton) {
        this.automaton = automaton;
        this.scorer = automaton.compiled();
        this.everyPrefix = automaton.readout() instanceof WeightedAutomaton.NextSymbol;
    }

    /** The sketch; its visits and moves are what the automaton expects, not what was seen. */
    public static FiniteAutomaton of(WeightedAutomaton automaton) {
        return new Sketch(automaton).sketch();
    }

    private FiniteAutomaton sketch() {
        int symbols = automaton.symbols();
        int[][] successors = new int[MOST_STATES][symbols];
        long[][] moves = new long[MOST_STATES][symbols];
        long[] visits = new long[MOST_STATES];
        settle(new Prefix(new int[0], 1, futures(new int[0])), visits);
        while (!arrivals.isEmpty()) {
            Arrival next = arrivals.poll();
            int to = settle(next.prefix, visits);
            successors[next.from][next.symbol] = to;
            moves[next.from][next.symbol] = Math.round(UNIT * next.prefix.mass);
        }
        int count = states.size();
        return new FiniteAutomaton(
                everyPrefix,
                0,
                IntStream.range(0, count).mapToObj(s -> successors[s]).toArray(int[][]::new),
                states.stream().map(state -> state.futures[0]).toArray(double[][]::new),
                IntStream.range(0, count).mapToLong(s -> visits[s]).toArray(),
                IntStream.range(0, count).mapToObj(s -> moves[s]).toArray(long[][]::new));
    }

    /** The state of a prefix: the one that is like it, a new one, or the nearest. */
    private int settle(Prefix prefix, long[] visits) {
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int state = 0; state < states.size(); state++) {
            double distance = distance(prefix.futures, states.get(state).futures);
            if (distance < least) {
                least = distance;
                nearest = state;
            }
        }
        if (nearest < 0 || least > ALIKE && states.size() < MOST_STATES) {
            nearest = states.size();
            states.add(prefix);
            leave(nearest, prefix);
        }
        visits[nearest] += Math.round(UNIT * prefix.mass);
        return nearest;
    }

    private void leave(int state, Prefix prefix) {
        int symbols = automaton.symbols();
        for (int symbol = 0; symbol < symbols; symbol++) {
            double share = everyPrefix ? prefix.futures[0][symbol] : 1.0 / symbols;
            int[] word = append(prefix.word, symbol);
            arrivals.add(new Arrival(state, symbol, new Prefix(word, prefix.mass * share, futures(word))));
        }
    }

    private double[][] futures(int[] word) {
        double[] now = after(word);
        IntStream next = everyPrefix
                ? IntStream.of(Ranking.first(Arrays.copyOf(now, automaton.symbols())))
                : IntStream.range(0, Math.min(FUTURES, automaton.symbols()));
        return Stream.concat(Stream.of(now), next.mapToObj(symbol -> after(append(word, symbol))))
                .toArray(double[][]::new);
    }

    private double[] after(int[] word) {
        double[][] rows = scorer.answer(word).rows();
        return Distribution.of(rows[rows.length - 1]);
    }

    private static double distance(double[][] one, double[][] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(f -> variation(one[f], other[f]))
                .max()
                .orElse(0);
    }

    private static double variation(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / 2;
    }

    private static int[] append(int[] word, int symbol) {
        int[] longer = Arrays.copyOf(word, word.length + 1);
        longer[word.length] = symbol;
        return longer;
    }
}
