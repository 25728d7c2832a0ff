package io.understudy.agent.draw;

/** A diagram in Graphviz' language. */
public final class DotFormat {
    private DotFormat() {}

    /** The graph. */
    public static String of(Diagram diagram) {
        StringBuilder dot = new StringBuilder("digraph automaton {\n");
        dot.append("  label=%s; labelloc=t; rankdir=LR;%n".formatted(quoted(diagram.title())));
        dot.append("  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\"];\n");
        dot.append("  edge [fontname=\"Helvetica\", fontsize=10];\n");
        dot.append("  begin [shape=point];\n");
        for (Diagram.State state : diagram.states()) {
            String label = state.name() + "\n" + String.join("\n", state.says()) + "\n" + Diagram.percent(state.share())
                    + " of visits";
            dot.append("  s%d [label=%s, fillcolor=\"%s\", tooltip=%s];%n"
                    .formatted(
                            state.number(),
                            quoted(label),
                            Colours.of(state.column()),
                            quoted(String.join(" ", state.words()))));
            if (state.initial()) {
                dot.append("  begin -> s%d;%n".formatted(state.number()));
            }
        }
        for (Diagram.Edge edge : diagram.edges()) {
            dot.append("  s%d -> s%d [label=%s, penwidth=%s];%n"
                    .formatted(
                            edge.from(),
                            edge.to(),
                            quoted(edge.label() + "\n" + Diagram.percent(edge.share())),
                            Math.round(10 * (0.5 + 3 * edge.share())) / 10.0));
        }
        return dot.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
