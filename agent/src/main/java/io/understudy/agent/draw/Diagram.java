package io.understudy.agent.draw;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.FiniteAutomaton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The content of a picture of a finite automaton or of attractors: the states that traffic visits, and one edge for
 * all symbols between two states.
 *
 * @param title of the picture
 * @param states most visited first
 * @param edges most used first
 * @param leftOut edges that are too rare to be drawn
 */
public record Diagram(String title, List<State> states, List<Edge> edges, int leftOut) {
    private static final int MOST_WORDS = 5;
    private static final int MOST_SYMBOLS_ON_EDGE = 3;
    private static final int MOST_NEXT = 3;
    private static final double LEAST_NEXT = 0.05;
    private static final int MOST_STATES = 30;
    private static final int LEAST_EDGES = 20;
    private static final int EDGES_FOR_A_STATE = 3;

    /**
     * A state.
     *
     * @param number its number in the automaton
     * @param name what it is called
     * @param says its class, or what most likely comes next
     * @param column the place of the class, or of what comes next, among all
     * @param share of all visits
     * @param words symbols that bring the automaton here from elsewhere, the most typical first
     */
    public record State(
            int number,
            String name,
            boolean initial,
            List<String> says,
            int column,
            double share,
            List<String> words) {}

    /**
     * All transitions from one state to another.
     *
     * @param share of the visits of {@code from} that go on this way
     * @param label the symbols that traffic took, the most typical first
     */
    public record Edge(int from, int to, double share, String label) {}

    /**
     * The diagram of an automaton.
     *
     * @param symbols the alphabet
     * @param classes names of the classes; empty for a language model
     * @param attractors on which attractor of the network each state lies; empty if that is not known
     * @param minProbability edges that take less than this share of a state's traffic are left out
     */
    public static Diagram of(
            String title,
            FiniteAutomaton automaton,
            List<String> symbols,
            List<String> classes,
            List<String> attractors,
            double minProbability) {
        double[] usual = usual(automaton);
        double visits = Math.max(
                1,
                IntStream.range(0, automaton.states())
                        .mapToLong(state -> automaton.visits()[state])
                        .sum());
        List<State> states = IntStream.range(0, automaton.states())
                .filter(state -> automaton.visits()[state] > 0 || state == automaton.initial())
                .mapToObj(state -> new State(
                        state,
                        name(state, attractors),
                        state == automaton.initial(),
                        says(automaton, state, symbols, classes),
                        first(automaton.outputs()[state]),
                        automaton.visits()[state] / visits,
                        arriving(automaton, state, symbols, usual)))
                .sorted(Comparator.comparingDouble((State state) -> -state.share()))
                .toList();
        List<Edge> all = states.stream()
                .flatMap(state -> edges(automaton, state.number(), symbols, usual).stream())
                .sorted(Comparator.comparingDouble((Edge edge) -> -edge.share()))
                .toList();
        List<Edge> drawn = all.stream()
                .filter(edge -> edge.share() > 0 && edge.share() >= minProbability)
                .toList();
        return new Diagram(title, states, drawn, all.size() - drawn.size());
    }

    private static String name(int state, List<String> attractors) {
        boolean known = state < attractors.size() && !attractors.get(state).equals(Assignment.NOWHERE);
        return known ? state + " on " + attractors.get(state) : String.valueOf(state);
    }

    /** The most visited states and most used edges of the diagram, as many as a picture can hold and be read. */
    public static Diagram readable(
            String title,
            FiniteAutomaton automaton,
            List<String> symbols,
            List<String> classes,
            List<String> attractors) {
        Diagram all = of(title, automaton, symbols, classes, attractors, 0);
        List<State> states = Stream.concat(
                        all.states().stream().filter(State::initial),
                        all.states().stream().filter(state -> !state.initial()).limit(MOST_STATES - 1))
                .sorted(Comparator.comparingDouble((State state) -> -state.share()))
                .toList();
        Set<Integer> shown = states.stream().map(State::number).collect(Collectors.toSet());
        List<Edge> edges = all.edges().stream()
                .filter(edge -> shown.contains(edge.from()) && shown.contains(edge.to()))
                .limit(Math.max(LEAST_EDGES, EDGES_FOR_A_STATE * shown.size()))
                .toList();
        int hidden = all.states().size() - states.size();
        return new Diagram(
                hidden > 0 ? title + ", the " + states.size() + " most visited" : title,
                states,
                edges,
                all.leftOut() + all.edges().size() - edges.size());
    }

    private static List<Edge> edges(FiniteAutomaton automaton, int from, List<String> symbols, double[] usual) {
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
            List<String> names = typical(folded, automaton.moves()[from], usual).stream()
                    .filter(symbol -> moves == 0 || automaton.moves()[from][symbol] > 0)
                    .map(symbols::get)
                    .toList();
            int shown = Math.min(names.size(), MOST_SYMBOLS_ON_EDGE);
            int more = names.size() - shown;
            String label = String.join(" ", names.subList(0, shown)) + (more > 0 ? " +" + more : "");
            edges.add(new Edge(from, to, moves / all, label));
        });
        return edges;
    }

    private static List<String> arriving(FiniteAutomaton automaton, int state, List<String> symbols, double[] usual) {
        long[] counts = new long[symbols.size()];
        for (int from = 0; from < automaton.states(); from++) {
            for (int symbol = 0; symbol < counts.length; symbol++) {
                if (from != state && automaton.successors()[from][symbol] == state) {
                    counts[symbol] += automaton.moves()[from][symbol];
                }
            }
        }
        List<Integer> came = IntStream.range(0, counts.length)
                .filter(symbol -> counts[symbol] > 0)
                .boxed()
                .toList();
        return typical(came, counts, usual).stream()
                .limit(MOST_WORDS)
                .map(symbols::get)
                .toList();
    }

    /**
     * Symbols in order of what they add to the divergence of these counts from the usual shares: frequent ones first,
     * but not those that are frequent everywhere.
     */
    private static List<Integer> typical(List<Integer> some, long[] counts, double[] usual) {
        double all =
                Math.max(1, some.stream().mapToLong(symbol -> counts[symbol]).sum());
        double[] worth = new double[counts.length];
        for (int symbol : some) {
            double share = counts[symbol] / all;
            worth[symbol] = share > 0 ? share * Math.log(share / usual[symbol]) : 0;
        }
        return some.stream()
                .sorted(Comparator.comparingDouble((Integer symbol) -> -worth[symbol])
                        .thenComparing(symbol -> -counts[symbol]))
                .toList();
    }

    private static double[] usual(FiniteAutomaton automaton) {
        double[] shares = new double[automaton.symbols()];
        double all = 0;
        for (long[] moves : automaton.moves()) {
            for (int symbol = 0; symbol < shares.length; symbol++) {
                shares[symbol] += moves[symbol];
                all += moves[symbol];
            }
        }
        for (int symbol = 0; symbol < shares.length; symbol++) {
            shares[symbol] /= Math.max(1, all);
        }
        return shares;
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
