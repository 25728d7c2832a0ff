package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;
import static io.understudy.agent.draw.SvgFormat.format;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Connection;
import io.understudy.agent.attractor.ContinuousAttractor;
import io.understudy.agent.attractor.Saddle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Attractors in the plane of the first two principal components, with trajectories, and below or beside it the
 * transition network with the words that lead to each.
 */
public final class AttractorSvg {
    private static final double SIDE = 760;
    private static final double MARGIN = 56;
    private static final double HEAD = 70;
    private static final double SCREEN = 1920;
    /** From an attractor to the tip of an arrow. */
    private static final double INSET = 14;

    private static final int MOST_CONNECTIONS = 24;
    private static final Pattern SIZE = Pattern.compile("width=\"(\\d+)\" height=\"(\\d+)\"");

    private final AttractorMap map;
    private final double left;
    private final double top;
    private final double scale;

    private AttractorSvg(AttractorMap map) {
        this.map = map;
        List<double[]> all = new ArrayList<>();
        map.plane().trajectories().forEach(path -> all.addAll(List.of(path)));
        map.attractors().forEach(attractor -> {
            for (float[] point : drawn(attractor)) {
                all.add(map.plane().at(point));
            }
        });
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (double[] point : all) {
            for (int axis = 0; axis < 2; axis++) {
                least[axis] = Math.min(least[axis], point[axis]);
                most[axis] = Math.max(most[axis], point[axis]);
            }
        }
        this.left = least[0];
        this.top = most[1];
        this.scale = (SIDE - 2 * MARGIN) / Math.max(1e-9, Math.max(most[0] - least[0], most[1] - least[1]));
    }

    /** The plane and the network. */
    public static String of(AttractorMap map) {
        String network = SvgFormat.of(AttractorDiagram.of(map));
        Matcher size = SIZE.matcher(network);
        if (!size.find()) {
            throw new IllegalStateException("the picture of the network has no size");
        }
        double networkWidth = Double.parseDouble(size.group(1));
        double networkHeight = Double.parseDouble(size.group(2));
        boolean beside = SIDE + networkWidth <= SCREEN;
        double width = beside ? SIDE + networkWidth : Math.max(SIDE, networkWidth);
        double height = beside ? Math.max(HEAD + SIDE, networkHeight) : HEAD + SIDE + networkHeight;
        String placed = network.replaceFirst(
                "<svg ", format("<svg x=\"%.0f\" y=\"%.0f\" ", beside ? SIDE : 0, beside ? 0 : HEAD + SIDE));
        boolean panels = !map.excitable().isEmpty();
        return new AttractorSvg(map)
                .svg(
                        panels ? Math.max(width, ExcitablePanels.width()) : width,
                        panels ? height + ExcitablePanels.HEIGHT : height,
                        placed + ExcitablePanels.of(map, height));
    }

    /** The plane alone, and in it, not to be seen, the excitable connections: the page shows those of an amplitude. */
    public static String plane(AttractorMap map) {
        AttractorSvg plane = new AttractorSvg(map);
        return plane.svg(SIDE, HEAD + SIDE, plane.excitable());
    }

    private String excitable() {
        StringBuilder svg = new StringBuilder(format("<g transform=\"translate(0 %.0f)\">%n", HEAD));
        Map<String, double[]> places = places();
        map.excitable().stream()
                .filter(one -> places.containsKey(one.from()) && places.containsKey(one.to()))
                .forEach(one -> svg.append(format(
                        "<path class=\"excitable\" visibility=\"hidden\" data-threshold=\"%.4f\" d=\"%s\" fill=\"none\""
                                + " stroke=\"#06c\" stroke-width=\"2\" marker-end=\"url(#arrow)\"><title>%s</title></path>%n",
                        one.threshold(),
                        ExcitablePanels.arc(places.get(one.from()), places.get(one.to()), INSET),
                        escaped(ExcitablePanels.title(one)))));
        return svg.append("</g>\n").toString();
    }

    private Map<String, double[]> places() {
        Map<String, double[]> places = new HashMap<>();
        map.attractors()
                .forEach(attractor -> places.put(attractor.id(), at(attractor.points()[0])));
        return places;
    }

    private String svg(double width, double height, String more) {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\""
                        + " style=\"max-width:100%%;height:auto\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" role=\"img\">%n",
                width, height, width, height));
        svg.append("<title>%s</title>%n".formatted(escaped(map.model() + ": attractors")));
        svg.append("<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\""
                + " markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L10 5L0 10z\""
                + " fill=\"#444\"/></marker></defs>\n");
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        plane(svg);
        return svg.append(more).append("</svg>\n").toString();
    }

    private void plane(StringBuilder svg) {
        svg.append(format(
                "<text class=\"caption\" x=\"20\" y=\"24\" font-weight=\"bold\">%s</text>%n",
                escaped("%s: %s, held %s".formatted(map.model(), AttractorDiagram.counted(map), held()))));
        svg.append(format(
                "<text class=\"caption\" x=\"20\" y=\"44\" fill=\"#444\">Plane of the first two principal components, %s of the variance; %s"
                        + " of steps at no attractor</text>%n",
                Diagram.percent(map.plane().share()), Diagram.percent(map.noneRatio())));
        svg.append(
                "<text class=\"caption\" x=\"20\" y=\"62\" fill=\"#444\">● attracts   ◌ only slow   × saddle   %sgrey: trajectories</text>\n"
                        .formatted(map.continuous().isEmpty() ? "" : "blue: a line or plane of attractors   "));
        svg.append(format("<g transform=\"translate(0 %.0f)\">%n", HEAD));
        map.plane().trajectories().forEach(path -> trajectory(path, svg));
        map.continuous().forEach(set -> along(set, svg));
        Map<String, double[]> centres = places();
        map.connections().stream()
                .filter(connection -> centres.containsKey(connection.from()) && centres.containsKey(connection.to()))
                .limit(map.neutral() == null ? MOST_CONNECTIONS / 2 : MOST_CONNECTIONS)
                .forEach(connection ->
                        connection(connection, centres.get(connection.from()), centres.get(connection.to()), svg));
        if (map.neutral() != null) {
            map.saddles().forEach(saddle -> saddle(saddle, svg));
        }
        map.attractors().forEach(attractor -> attractor(attractor, svg));
        svg.append("</g>\n");
    }

    /** Traffic seldom holds a symbol for long: what goes to an attractor is seen at the centre, not at its end. */
    private float[][] drawn(Attractor attractor) {
        return map.neutral() == null ? new float[][] {attractor.centre()} : attractor.points();
    }

    private String held() {
        return map.neutral() == null ? "each frequent symbol by itself" : "“" + map.neutral() + "”";
    }

    private double[] at(float[] state) {
        return at(map.plane().at(state));
    }

    private double[] at(double[] point) {
        return new double[] {MARGIN + scale * (point[0] - left), MARGIN + scale * (top - point[1])};
    }

    private void along(ContinuousAttractor set, StringBuilder svg) {
        for (float[] point : set.points()) {
            double[] at = at(point);
            svg.append(format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#06c\" fill-opacity=\"0.5\"/>%n", at[0], at[1]));
        }
    }

    private void trajectory(double[][] path, StringBuilder svg) {
        StringBuilder line = new StringBuilder();
        for (double[] point : path) {
            double[] at = at(point);
            line.append(format("%.1f,%.1f ", at[0], at[1]));
        }
        svg.append(
                "<polyline class=\"trajectory\" points=\"%s\" fill=\"none\" stroke=\"#777\" stroke-opacity=\"0.18\"/>%n"
                        .formatted(line.toString().trim()));
    }

    private void connection(Connection connection, double[] from, double[] to, StringBuilder svg) {
        double[] bend = ExcitablePanels.bend(from, to);
        svg.append(format(
                "<path class=\"edge\" d=\"%s\" fill=\"none\" stroke=\"#444\" stroke-opacity=\"0.75\""
                        + " marker-end=\"url(#arrow)\"><title>%s</title></path>%n",
                ExcitablePanels.arc(from, to, INSET),
                escaped("%s to %s by %s, %,d times"
                        .formatted(
                                connection.from(),
                                connection.to(),
                                String.join(" ", connection.symbols()),
                                connection.visits()))));
        svg.append(format(
                "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" font-size=\"11\" text-anchor=\"middle\" fill=\"#222\" stroke=\"#fff\""
                        + " stroke-width=\"3\" paint-order=\"stroke\">%s</text>%n",
                (from[0] + 2 * bend[0] + to[0]) / 4,
                (from[1] + 2 * bend[1] + to[1]) / 4 + 4,
                escaped(AttractorDiagram.symbols(connection))));
    }

    private void saddle(Saddle saddle, StringBuilder svg) {
        double[] at = at(saddle.centre());
        svg.append(format(
                "<path d=\"M%.1f %.1fl8 8m0 -8l-8 8\" stroke=\"#a33\" stroke-width=\"1.6\"><title>%s</title></path>%n",
                at[0] - 4, at[1] - 4, escaped("saddle, spectral radius %.3f".formatted(saddle.spectralRadius()))));
    }

    private void attractor(Attractor attractor, StringBuilder svg) {
        double total = Math.max(
                1, map.attractors().stream().mapToLong(Attractor::visits).sum());
        double size = 6 + 18 * Math.sqrt(attractor.visits() / total);
        double[] first = at(drawn(attractor)[0]);
        svg.append("<g class=\"attractor\" data-attractor=\"%s\"><title>%s</title>%n"
                .formatted(
                        attractor.id(),
                        escaped("%s, spectral radius %.4f, after %s"
                                .formatted(
                                        attractor.id(),
                                        attractor.spectralRadius(),
                                        String.join(" | ", attractor.words())))));
        for (float[] point : drawn(attractor)) {
            double[] at = at(point);
            svg.append(format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"#222\" stroke-width=\"1.5\"%s/>%n",
                    at[0],
                    at[1],
                    size,
                    Colours.of(AttractorDiagram.colour(map, attractor)),
                    attractor.stable() ? "" : " stroke-dasharray=\"3 3\" fill-opacity=\"0.5\""));
        }
        svg.append(format(
                "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-weight=\"bold\" fill=\"#111\" stroke=\"#fff\""
                        + " stroke-width=\"3\" paint-order=\"stroke\">%s</text>%n",
                first[0], first[1] - size - 4, escaped(attractor.id() + " " + attractor.says())));
        svg.append("</g>\n");
    }
}
