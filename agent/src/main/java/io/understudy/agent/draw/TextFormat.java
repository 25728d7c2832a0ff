package io.understudy.agent.draw;

import java.util.List;

/** A diagram as lines of text. */
public final class TextFormat {
    private TextFormat() {}

    /** The lines. */
    public static String of(Diagram diagram) {
        StringBuilder text = new StringBuilder(diagram.title()).append('\n');
        for (Diagram.State state : diagram.states()) {
            text.append("\n%s%s: %s, %s of visits%n"
                    .formatted(
                            state.initial() ? "start " : "state ",
                            state.name(),
                            String.join(", ", state.says()),
                            Diagram.percent(state.share())));
            if (!state.words().isEmpty()) {
                text.append("    reached by %s%n".formatted(String.join(" ", state.words())));
            }
            List<Diagram.Edge> leaving = diagram.edges().stream()
                    .filter(edge -> edge.from() == state.number())
                    .toList();
            for (Diagram.Edge edge : leaving) {
                text.append("    %6s to %d by %s%n".formatted(Diagram.percent(edge.share()), edge.to(), edge.label()));
            }
        }
        if (diagram.leftOut() > 0) {
            text.append("%n%d rarer transitions are not shown%n".formatted(diagram.leftOut()));
        }
        return text.toString();
    }
}
