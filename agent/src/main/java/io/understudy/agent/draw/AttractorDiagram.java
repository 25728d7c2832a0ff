package io.understudy.agent.draw;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The transition network of attractors: what leads from one to the other, and how often traffic goes there. */
public final class AttractorDiagram {
    private static final int MOST_ATTRACTORS = 24;
    private static final int EDGES_FOR_AN_ATTRACTOR = 3;
    private static final int MOST_SYMBOLS = 3;
    /** Of all that leaves an attractor. */
    private static final double LEAST_SHARE = 0.05;

    private AttractorDiagram() {}

    /** The most visited attractors, and as many connections as can be read. */
    public static Diagram of(AttractorMap map) {
        int shown = Math.min(MOST_ATTRACTORS, map.attractors().size());
        double visits = Math.max(
                1, map.attractors().stream().mapToLong(Attractor::visits).sum());
        List<Diagram.State> states = new ArrayList<>();
        for (int a = 0; a < shown; a++) {
            Attractor attractor = map.attractors().get(a);
            states.add(new Diagram.State(
                    a,
                    attractor.id(),
                    false,
                    says(attractor),
                    colour(map, attractor),
                    attractor.visits() / visits,
                    attractor.words().isEmpty() ? List.of() : List.of(String.join(" | ", attractor.words()))));
        }
        Map<String, Integer> places = IntStream.range(0, shown)
                .boxed()
                .collect(Collectors.toMap(a -> map.attractors().get(a).id(), a -> a));
        Map<String, Long> leaving = map.connections().stream()
                .collect(Collectors.groupingBy(Connection::from, Collectors.summingLong(Connection::visits)));
        List<Connection> inside = map.connections().stream()
                .filter(connection -> places.containsKey(connection.from()) && places.containsKey(connection.to()))
                .toList();
        List<Diagram.Edge> edges = inside.stream()
                .filter(connection -> connection.visits() >= LEAST_SHARE * leaving.get(connection.from()))
                .limit((long) EDGES_FOR_AN_ATTRACTOR * shown)
                .map(connection -> new Diagram.Edge(
                        places.get(connection.from()),
                        places.get(connection.to()),
                        connection.visits() / (double) Math.max(1, leaving.get(connection.from())),
                        symbols(connection)))
                .toList();
        String title = "%s: %s".formatted(map.model(), counted(map));
        return new Diagram(title, states, edges, map.connections().size() - edges.size());
    }

    static String counted(AttractorMap map) {
        long stable = map.attractors().stream().filter(Attractor::stable).count();
        long slow = map.attractors().size() - stable;
        return "%d attractor%s%s"
                .formatted(
                        stable,
                        stable == 1 ? "" : "s",
                        slow == 0 ? "" : ", %d slow place%s".formatted(slow, slow == 1 ? "" : "s"));
    }

    /** The colour shows what the model answers at an attractor. */
    static int colour(AttractorMap map, Attractor attractor) {
        return map.attractors().stream()
                .map(Attractor::says)
                .distinct()
                .toList()
                .indexOf(attractor.says());
    }

    private static List<String> says(Attractor attractor) {
        if (!attractor.stable()) {
            return List.of("says " + attractor.says(), "slow: lasts %,d steps".formatted(attractor.lasts()));
        }
        return attractor.period() > 1
                ? List.of("says " + attractor.says(), "cycle of " + attractor.period())
                : List.of("says " + attractor.says());
    }

    static String symbols(Connection connection) {
        int more = connection.symbols().size() - MOST_SYMBOLS;
        return String.join(
                        " ", connection.symbols().stream().limit(MOST_SYMBOLS).toList())
                + (more > 0 ? " +" + more : "");
    }
}
