package io.understudy.agent.cli;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Connection;

/** A map of attractors as text. */
final class AttractorText {
    private static final int MOST_CONNECTIONS = 40;
    private static final int MOST_SYMBOLS = 6;

    private AttractorText() {}

    static String of(AttractorMap map) {
        StringBuilder text = new StringBuilder();
        text.append("%s: %d attractors, %d slow places, %d saddles, %s; %.1f %% of steps at none%n"
                .formatted(
                        map.model(),
                        map.attractors().stream().filter(Attractor::stable).count(),
                        map.attractors().stream()
                                .filter(place -> !place.stable())
                                .count(),
                        map.saddles().size(),
                        map.neutral() == null ? "each symbol held by itself" : "'%s' held".formatted(map.neutral()),
                        100 * map.noneRatio()));
        for (Attractor attractor : map.attractors()) {
            text.append("%-4s %s, says %s, %,d visits%s%n"
                    .formatted(
                            attractor.id(),
                            kind(attractor),
                            attractor.says(),
                            attractor.visits(),
                            attractor.words().isEmpty() ? "" : ", after " + String.join(" | ", attractor.words())));
        }
        map.connections().stream().limit(MOST_CONNECTIONS).forEach(connection -> text.append(line(connection)));
        if (map.connections().size() > MOST_CONNECTIONS) {
            text.append("and %,d connections more%n".formatted(map.connections().size() - MOST_CONNECTIONS));
        }
        return text.toString();
    }

    private static String kind(Attractor attractor) {
        if (!attractor.stable()) {
            return "slow place, lasts %,d steps".formatted(attractor.lasts());
        }
        return attractor.kind() == Attractor.Kind.LIMIT_CYCLE
                ? "limit cycle of %d".formatted(attractor.period())
                : "fixed point";
    }

    private static String line(Connection connection) {
        int more = connection.symbols().size() - MOST_SYMBOLS;
        return "%-4s -> %-4s %s%s, %,d times%s%n"
                .formatted(
                        connection.from(),
                        connection.to(),
                        String.join(
                                " ",
                                connection.symbols().stream()
                                        .limit(MOST_SYMBOLS)
                                        .toList()),
                        more > 0 ? " and %d more".formatted(more) : "",
                        connection.visits(),
                        connection.threshold() == null ? "" : ", threshold %.3f".formatted(connection.threshold()));
    }
}
