package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;
import static io.understudy.agent.draw.SvgFormat.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Boxes and arrows as SVG, laid out in layers from top to bottom. */
public final class FlowSvg {
    private static final double LETTER = 7.4;
    private static final double SMALL_LETTER = 6.2;
    private static final double HEIGHT = 30;
    private static final double SMALL_LINE = 15;

    private FlowSvg() {}

    /** What a box stands for, and so how it looks. */
    public enum Shape {
        /** Where records lie: round ends. */
        TOPIC,
        /** What works on them. */
        PROCESSOR,
        /** What works on them outside the topology. */
        OUTSIDE;

        private String attributes() {
            return switch (this) {
                case TOPIC -> "rx=\"15\" fill=\"#dbe7f5\"";
                case PROCESSOR -> "rx=\"3\" fill=\"#fbe5cf\"";
                case OUTSIDE -> "rx=\"3\" fill=\"#fff\" stroke-dasharray=\"5 3\"";
            };
        }
    }

    /**
     * A box.
     *
     * @param name also its label
     * @param details small lines below
     */
    public record Box(String name, List<String> details, Shape shape) {
        private double height() {
            return HEIGHT + SMALL_LINE * details.size();
        }

        private double width() {
            double longest = details.stream().mapToInt(String::length).max().orElse(0);
            return 26 + Math.max(LETTER * name.length(), SMALL_LETTER * longest);
        }
    }

    /** An arrow. */
    public record Arrow(String from, String to) {}

    /** The picture; boxes and arrows in a fixed order give a fixed picture. */
    public static String of(String title, List<Box> boxes, List<Arrow> arrows) {
        ElkNode graph = LayeredLayout.graph(Direction.DOWN, EdgeRouting.ORTHOGONAL, 12);
        graph.setProperty(CoreOptions.SPACING_NODE_NODE, 24.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
        Map<String, ElkNode> nodes = new HashMap<>();
        for (Box box : boxes) {
            ElkNode node = ElkGraphUtil.createNode(graph);
            node.setDimensions(box.width(), box.height());
            nodes.put(box.name(), node);
        }
        arrows.forEach(arrow -> ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to())));
        LayeredLayout.place(graph);
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\"><title>%s</title>%n",
                graph.getWidth(), graph.getHeight(), graph.getWidth(), graph.getHeight(), escaped(title)));
        svg.append(
                "<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\""
                        + " orient=\"auto\"><path class=\"tip\" d=\"M0 0L10 5L0 10z\" fill=\"#555\"/></marker></defs>\n");
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        graph.getContainedEdges().forEach(edge -> append(edge, svg));
        boxes.forEach(box -> append(box, nodes.get(box.name()), svg));
        return svg.append("</svg>\n").toString();
    }

    private static void append(ElkEdge edge, StringBuilder svg) {
        for (ElkEdgeSection section : edge.getSections()) {
            StringBuilder path = new StringBuilder(format("M%.1f %.1f", section.getStartX(), section.getStartY()));
            for (ElkBendPoint bend : section.getBendPoints()) {
                path.append(format("L%.1f %.1f", bend.getX(), bend.getY()));
            }
            path.append(format("L%.1f %.1f", section.getEndX(), section.getEndY()));
            svg.append(format(
                    "<path class=\"edge\" d=\"%s\" fill=\"none\" stroke=\"#555\" marker-end=\"url(#tip)\"/>%n", path));
        }
    }

    private static void append(Box box, ElkNode node, StringBuilder svg) {
        double middle = node.getX() + node.getWidth() / 2;
        svg.append(format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" %s stroke=\"#333\"/>"
                        + "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#111\">%s</text>%n",
                node.getX(),
                node.getY(),
                node.getWidth(),
                node.getHeight(),
                box.shape().attributes(),
                middle,
                node.getY() + HEIGHT / 2 + 4.5,
                escaped(box.name())));
        for (int i = 0; i < box.details().size(); i++) {
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-size=\"11\" fill=\"#333\">%s</text>%n",
                    middle,
                    node.getY() + HEIGHT + SMALL_LINE * i + 4,
                    escaped(box.details().get(i))));
        }
    }
}
