package io.understudy.agent.cli;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Connection;
import io.understudy.agent.attractor.ErrorTrace;
import io.understudy.agent.attractor.FixedPointCount;
import java.util.List;

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
        text.append(counts(map));
        map.continuous()
                .forEach(set -> text.append("continuous: attractors form a %s under '%s', eigenvalue along it %.4f%n"
                        .formatted(shape(set.dimension()), set.held(), set.eigenvalue())));
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

    /** Where a classifier went astray; sequences are numbered as the lines of their file. */
    static String ofErrors(List<ErrorTrace> errors) {
        StringBuilder text = new StringBuilder("%,d wrong verdicts%n".formatted(errors.size()));
        for (ErrorTrace error : errors.subList(0, Math.min(MOST_CONNECTIONS, errors.size()))) {
            text.append("line %d: %s instead of %s; ".formatted(error.sequence() + 1, error.says(), error.label()));
            text.append(
                    error.position() == null
                            ? "its attractors are those that right sequences visit as well%n".formatted()
                            : "at symbol %d, '%s', it went from %s to %s; usually that leads to %s%n"
                                    .formatted(
                                            error.position() + 1,
                                            error.symbol(),
                                            error.from(),
                                            error.to(),
                                            error.usual()));
        }
        return text.toString();
    }

    private static String counts(AttractorMap map) {
        int points =
                map.counts().stream().mapToInt(FixedPointCount::fixedPoints).sum();
        List<String> missing = map.counts().stream()
                .filter(count -> count.index() != FixedPointCount.WHOLE)
                .map(count -> "%d under '%s'".formatted(count.index(), count.held()))
                .toList();
        String found = missing.isEmpty()
                ? "complete: their index is 1"
                : "not complete: their index, which should be 1, is "
                        + String.join(", ", missing.subList(0, Math.min(MOST_SYMBOLS, missing.size())))
                        + (missing.size() > MOST_SYMBOLS ? " and so on" : "");
        return "%d fixed points, %s%n".formatted(points, found);
    }

    private static String shape(int dimension) {
        return switch (dimension) {
            case 1 -> "line";
            case 2 -> "plane";
            default -> "set of %d dimensions".formatted(dimension);
        };
    }

    private static String kind(Attractor attractor) {
        if (!attractor.stable()) {
            return "slow place, lasts %,d steps".formatted(attractor.lasts());
        }
        return switch (attractor.kind()) {
            case LIMIT_CYCLE -> "limit cycle of %d".formatted(attractor.period());
            case CONTINUOUS -> "continuous";
            case FIXED_POINT -> "fixed point";
        };
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
