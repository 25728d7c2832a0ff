package io.understudy.agent.draw;

import io.understudy.agent.automaton.FiniteAutomaton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is drawn of a finite automaton: the states that traffic visits, and between two states one edge for all symbols.
 *
 * @param title of the picture
 * @param states most visited first
 * @param edges most used first
 * @param leftOut edges that are too rare to be drawn
 */
public record Diagram(String title, List<State> states, List<Edge> edges, int leftOut) {
    private static final int MOST_WORDS = 5;
    private static final int MOST_SYMBOLS_ON_EDGE = 4;
    private static final int MOST_NEXT = 3;
    private static final double LEAST_NEXT = 0.05;
    private static final int LEAST_EDGES = 20;
    private static final int EDGES_FOR_A_STATE = 3;

    /**
     * A state.
     *
     * @param number its number in the automaton
     * @param says its class, or what most likely comes next
     * @param column the place of the class, or of what comes next, among all
     * @param share of all visits
     * @param words symbols that bring the automaton here from elsewhere, most frequent first
     */
    public record State(int number, boolean initial, List<String> says, int column, double share, List<String> words) {}

    /**
     * All transitions from one state to another.
     *
     * @param share of the visits of {@code from} that go on this way
     * @param label the symbols, most frequent first
     */
    public record Edge(int from, int to, double share, String label) {}

    /**
     * The diagram of an automaton.
     *
     * @param symbols the alphabet
     * @param classes names of the classes; empty for a language model
     * @param minProbability edges that take less than this share of a state's traffic are left out
     */
    public static Diagram of(
            String title,
            FiniteAutomaton automaton,
            List<String> symbols,
            List<String> classes,
            double minProbability) {
        double visits = Math.max(
                1,
                IntStream.range(0, automaton.states())
                        .mapToLong(state -> automaton.visits()[state])
                        .sum());
        List<State> states = IntStream.range(0, automaton.states())
                .filter(state -> automaton.visits()[state] > 0 || state == automaton.initial())
                .mapToObj(state -> new State(
                        state,
                        state == automaton.initial(),
                        says(automaton, state, symbols, classes),
                        first(automaton.outputs()[state]),
                        automaton.visits()[state] / visits,
                        arriving(automaton, state, symbols)))
                .sorted(Comparator.comparingDouble((State state) -> -state.share()))
                .toList();
        List<Edge> all = states.stream()
                .flatMap(state -> edges(automaton, state.number(), symbols).stream())
                .sorted(Comparator.comparingDouble((Edge edge) -> -edge.share()))
                .toList();
        List<Edge> drawn = all.stream()
                .filter(edge -> edge.share() > 0 && edge.share() >= minProbability)
                .toList();
        return new Diagram(title, states, drawn, all.size() - drawn.size());
    }

    /** The diagram with as many edges, the most used ones, as a picture can hold and be read. */
    public static Diagram readable(
            String title, FiniteAutomaton automaton, List<String> symbols, List<String> classes) {
        Diagram all = of(title, automaton, symbols, classes, 0);
        int most = Math.max(LEAST_EDGES, EDGES_FOR_A_STATE * all.states().size());
        double least = all.edges().size() > most ? all.edges().get(most).share() : 0;
        return of(title, automaton, symbols, classes, least);
    }

    private static List<Edge> edges(FiniteAutomaton automaton, int from, List<String> symbols) {
        Map<Integer, List<Integer>> byTarget = new TreeMap<>();
        long leaving = 0;
        for (int symbol = 0; symbol < symbols.size(); symbol++) {
            byTarget.computeIfAbsent(automaton.successors()[from][symbol], to -> new ArrayList<>())
                    .add(symbol);
            leaving += automaton.moves()[from][symbol];
        }
        double all = Math.max(1, leaving);
        List<Edge> edges = new ArrayList<>();
        byTarget.forEach((to, folded) -> {
            long moves = folded.stream()
                    .mapToLong(symbol -> automaton.moves()[from][symbol])
                    .sum();
            List<String> names = folded.stream()
                    .sorted(Comparator.comparingLong(symbol -> -automaton.moves()[from][symbol]))
                    .map(symbols::get)
                    .toList();
            int shown = Math.min(names.size(), MOST_SYMBOLS_ON_EDGE);
            int more = names.size() - shown;
            String label = String.join(" ", names.subList(0, shown)) + (more > 0 ? " +" + more : "");
            edges.add(new Edge(from, to, moves / all, label));
        });
        return edges;
    }

    private static List<String> arriving(FiniteAutomaton automaton, int state, List<String> symbols) {
        long[] counts = new long[symbols.size()];
        for (int from = 0; from < automaton.states(); from++) {
            for (int symbol = 0; symbol < counts.length; symbol++) {
                if (from != state && automaton.successors()[from][symbol] == state) {
                    counts[symbol] += automaton.moves()[from][symbol];
                }
            }
        }
        return IntStream.range(0, counts.length)
                .filter(symbol -> counts[symbol] > 0)
                .boxed()
                .sorted(Comparator.comparingLong(symbol -> -counts[symbol]))
                .limit(MOST_WORDS)
                .map(symbols::get)
                .toList();
    }

    private static List<String> says(FiniteAutomaton automaton, int state, List<String> symbols, List<String> classes) {
        double[] output = automaton.outputs()[state];
        return IntStream.range(0, output.length)
                .boxed()
                .sorted(Comparator.comparingDouble(column -> -output[column]))
                .limit(automaton.everyPrefix() ? MOST_NEXT : 1)
                .filter(column -> output[column] >= LEAST_NEXT)
                .map(column -> "%s %s".formatted(name(automaton, column, symbols, classes), percent(output[column])))
                .toList();
    }

    private static String name(FiniteAutomaton automaton, int column, List<String> symbols, List<String> classes) {
        if (automaton.everyPrefix()) {
            return column < symbols.size() ? symbols.get(column) : "end";
        }
        return column < classes.size() ? classes.get(column) : "class " + column;
    }

    private static int first(double[] output) {
        return IntStream.range(0, output.length)
                .reduce((a, b) -> output[b] > output[a] ? b : a)
                .orElse(0);
    }

    /** A share for people. */
    static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.095 ? "%.1f %%" : "%.0f %%", 100 * share);
    }
}
