package io.understudy.agent.draw;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** A diagram as a picture, laid out in layers by the Eclipse Layout Kernel. */
public final class SvgFormat {
    private static final double LETTER = 7.2;
    private static final double SMALL_LETTER = 6.2;
    private static final double LINE = 17;
    private static final double MARGIN = 20;
    private static final double HEAD = 44;
    private static final int MOST_LETTERS = 34;
    private static final double SCREEN = 1920;

    private final Diagram diagram;
    private final ElkNode graph;
    private final Map<Integer, ElkNode> nodes = new HashMap<>();
    private final Map<ElkEdge, Diagram.Edge> edges = new HashMap<>();

    private SvgFormat(Diagram diagram, Direction direction) {
        this.diagram = diagram;
        this.graph = LayeredLayout.graph(direction, EdgeRouting.SPLINES, MARGIN);
        layOut();
    }

    /** The picture; what is too wide for a screen goes downwards, where it scrolls. */
    public static String of(Diagram diagram) {
        SvgFormat across = new SvgFormat(diagram, Direction.RIGHT);
        return across.graph.getWidth() <= SCREEN ? across.svg() : new SvgFormat(diagram, Direction.DOWN).svg();
    }

    private void layOut() {
        graph.setProperty(CoreOptions.SPACING_NODE_NODE, 34.0);
        graph.setProperty(CoreOptions.ASPECT_RATIO, 1.6);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 30.0);
        for (Diagram.State state : diagram.states()) {
            ElkNode node = ElkGraphUtil.createNode(graph);
            List<String> lines = lines(state);
            int widest = lines.stream().mapToInt(String::length).max().orElse(1);
            node.setDimensions(24 + LETTER * widest, 12 + LINE * lines.size());
            if (state.initial()) {
                node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.FIRST);
            }
            nodes.put(state.number(), node);
        }
        for (Diagram.Edge edge : diagram.edges()) {
            ElkEdge drawn = ElkGraphUtil.createSimpleEdge(nodes.get(edge.from()), nodes.get(edge.to()));
            ElkLabel label = ElkGraphUtil.createLabel(label(edge), drawn);
            label.setDimensions(4 + SMALL_LETTER * label.getText().length(), LINE);
            label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
            edges.put(drawn, edge);
        }
        LayeredLayout.place(graph);
    }

    private static List<String> lines(Diagram.State state) {
        List<String> lines = new ArrayList<>();
        lines.add((state.initial() ? "▸ " : "") + state.name() + " · " + Diagram.percent(state.share()));
        state.says().forEach(says -> lines.add(shortened(says)));
        if (!state.words().isEmpty()) {
            lines.add(shortened("“" + String.join(" ", state.words()) + "”"));
        }
        return lines;
    }

    private static String label(Diagram.Edge edge) {
        return shortened(edge.label()) + " · " + Diagram.percent(edge.share());
    }

    private static String shortened(String text) {
        return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS - 1) + "…";
    }

    private String svg() {
        double width =
                Math.max(graph.getWidth(), 2 * MARGIN + LETTER * caption().length());
        double height = graph.getHeight() + HEAD;
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " style=\"max-width:100%%;height:auto\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\">%n",
                width, height, width, height));
        svg.append("<title>%s</title>%n".formatted(escaped(diagram.title())));
        svg.append("<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\""
                + " markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L10 5L0 10z\""
                + " fill=\"#555\"/></marker></defs>\n");
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(format(
                "<text class=\"caption\" x=\"%.0f\" y=\"24\" font-weight=\"bold\">%s</text>%n",
                MARGIN, escaped(caption())));
        svg.append(format("<g transform=\"translate(0 %.0f)\">%n", HEAD - MARGIN));
        graph.getContainedEdges().forEach(edge -> draw(edge, svg));
        diagram.states().forEach(state -> draw(state, svg));
        return svg.append("</g>\n</svg>\n").toString();
    }

    private String caption() {
        return diagram.title()
                + (diagram.leftOut() > 0 ? " (%d rarer transitions not shown)".formatted(diagram.leftOut()) : "");
    }

    private void draw(Diagram.State state, StringBuilder svg) {
        ElkNode node = nodes.get(state.number());
        svg.append(format(
                "<g class=\"state\" data-state=\"%d\"><title>%s</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"9\" fill=\"%s\""
                        + " stroke=\"#333\" stroke-width=\"%.1f\"/>%n",
                state.number(),
                escaped(String.join(" ", state.words())),
                node.getX(),
                node.getY(),
                node.getWidth(),
                node.getHeight(),
                Colours.of(state.column()),
                1 + 3 * state.share()));
        List<String> lines = lines(state);
        for (int i = 0; i < lines.size(); i++) {
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#111\"%s>%s</text>%n",
                    node.getX() + node.getWidth() / 2,
                    node.getY() + LINE * (i + 1),
                    i == 0 ? " font-size=\"11\"" : "",
                    escaped(lines.get(i))));
        }
        svg.append("</g>\n");
    }

    private void draw(ElkEdge edge, StringBuilder svg) {
        for (ElkEdgeSection section : edge.getSections()) {
            StringBuilder path = new StringBuilder(format("M%.1f %.1f", section.getStartX(), section.getStartY()));
            List<double[]> points = new ArrayList<>();
            for (ElkBendPoint bend : section.getBendPoints()) {
                points.add(new double[] {bend.getX(), bend.getY()});
            }
            points.add(new double[] {section.getEndX(), section.getEndY()});
            // Splines come as control points of cubic curves; whatever is left over is a straight line.
            int i = 0;
            for (; i + 2 < points.size(); i += 3) {
                path.append(format(
                        "C%.1f %.1f %.1f %.1f %.1f %.1f",
                        points.get(i)[0],
                        points.get(i)[1],
                        points.get(i + 1)[0],
                        points.get(i + 1)[1],
                        points.get(i + 2)[0],
                        points.get(i + 2)[1]));
            }
            for (; i < points.size(); i++) {
                path.append(format("L%.1f %.1f", points.get(i)[0], points.get(i)[1]));
            }
            svg.append(format(
                    "<path class=\"edge\" d=\"%s\" fill=\"none\" stroke=\"#555\" stroke-width=\"%.1f\" marker-end=\"url(#tip)\"/>%n",
                    path, 0.8 + 2.5 * edges.get(edge).share()));
        }
        for (ElkLabel label : edge.getLabels()) {
            svg.append(format(
                    "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" font-size=\"11\" fill=\"#222\" stroke=\"#fff\" stroke-width=\"3\""
                            + " paint-order=\"stroke\">%s</text>%n",
                    label.getX() + 2, label.getY() + 12, escaped(label.getText())));
        }
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    /** Text as it stands in an element or an attribute of markup. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
