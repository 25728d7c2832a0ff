package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;
import static io.understudy.agent.draw.SvgFormat.format;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.ExcitableConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The excitable network side by side at several amplitudes: the larger a displacement, the more connections it can take. */
final class ExcitablePanels {
    /** Of a panel and of the whole. */
    static final double HEIGHT = 290;

    private static final double WIDTH = 240;
    private static final double INSET = 46;
    private static final double HEAD = 24;
    private static final int PANELS = 4;
    /** Of an arc's length. */
    private static final double BENT = 0.14;

    private final AttractorMap map;
    private final List<Attractor> attractors;
    private final Map<String, double[]> places = new HashMap<>();

    private ExcitablePanels(AttractorMap map) {
        this.map = map;
        Set<String> joined = map.excitable().stream()
                .flatMap(one -> Stream.of(one.from(), one.to()))
                .collect(Collectors.toSet());
        this.attractors = map.attractors().stream()
                .filter(attractor -> joined.contains(attractor.id()))
                .toList();
        attractors.forEach(
                attractor -> places.put(attractor.id(), map.plane().at(attractor.points()[0])));
        double left = places.values().stream().mapToDouble(at -> at[0]).min().orElse(0);
        double top = places.values().stream().mapToDouble(at -> at[1]).max().orElse(0);
        double across = Math.max(
                1e-9,
                places.values().stream()
                        .mapToDouble(at -> Math.max(at[0] - left, top - at[1]))
                        .max()
                        .orElse(1));
        double scale = (WIDTH - 2 * INSET) / across;
        places.replaceAll(
                (id, at) -> new double[] {INSET + scale * (at[0] - left), HEAD + INSET + scale * (top - at[1])});
    }

    /** How wide the panels are. */
    static double width() {
        return PANELS * WIDTH;
    }

    /** The panels; nothing where no connection is known. */
    static String of(AttractorMap map, double y) {
        if (map.excitable().isEmpty()) {
            return "";
        }
        ExcitablePanels panels = new ExcitablePanels(map);
        StringBuilder svg = new StringBuilder();
        List<Double> amplitudes = panels.amplitudes();
        for (int i = 0; i < amplitudes.size(); i++) {
            svg.append(format("<g transform=\"translate(%.0f %.0f)\">%n", i * WIDTH, y));
            panels.panel(amplitudes.get(i), svg);
            svg.append("</g>\n");
        }
        return svg.toString();
    }

    /** Amplitudes at which the network differs: from the first connection to the last. */
    private List<Double> amplitudes() {
        int last = map.excitable().size() - 1;
        return Stream.iterate(0, i -> i < PANELS, i -> i + 1)
                .map(i -> map.excitable().get(i * last / (PANELS - 1)).threshold())
                .map(threshold -> Math.ceil(100 * threshold) / 100)
                .distinct()
                .toList();
    }

    private void panel(double amplitude, StringBuilder svg) {
        List<ExcitableConnection> network = map.network(amplitude);
        svg.append(format(
                "<text class=\"caption\" x=\"20\" y=\"16\">%s</text>%n",
                escaped("δ = %.2f: %d of %d connections"
                        .formatted(amplitude, network.size(), map.excitable().size()))));
        network.forEach(one -> edge(one, svg));
        for (Attractor attractor : attractors) {
            double[] at = places.get(attractor.id());
            svg.append(format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"7\" fill=\"%s\" stroke=\"#222\"/>%n",
                    at[0], at[1], Colours.of(AttractorDiagram.colour(map, attractor))));
            svg.append(format(
                    "<text class=\"label\" x=\"%.1f\" y=\"%.1f\" font-size=\"11\" text-anchor=\"middle\" fill=\"#111\""
                            + " stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">%s</text>%n",
                    at[0], at[1] - 11, escaped(attractor.id() + " " + attractor.says())));
        }
    }

    private void edge(ExcitableConnection one, StringBuilder svg) {
        double[] from = places.get(one.from());
        double[] to = places.get(one.to());
        if (from == null || to == null) {
            return;
        }
        svg.append(
                "<path class=\"edge\" d=\"%s\" fill=\"none\" stroke=\"#444\" stroke-opacity=\"0.75\" marker-end=\"url(#arrow)\">"
                        .formatted(arc(from, to, 9)));
        svg.append("<title>%s</title></path>%n".formatted(escaped(title(one))));
    }

    static String title(ExcitableConnection one) {
        return "%s to %s under %s from δ = %.3f on".formatted(one.from(), one.to(), one.held(), one.threshold());
    }

    /** Where an arc bends to: two ways between the same places, to different sides. */
    static double[] bend(double[] from, double[] to) {
        return new double[] {
            (from[0] + to[0]) / 2 - (to[1] - from[1]) * BENT, (from[1] + to[1]) / 2 + (to[0] - from[0]) * BENT
        };
    }

    /** The path of a way from one place to another. */
    static String arc(double[] from, double[] to, double inset) {
        double dx = to[0] - from[0];
        double dy = to[1] - from[1];
        double length = Math.max(1, Math.hypot(dx, dy));
        double share = Math.min(inset, length / 3) / length;
        double[] bend = bend(from, to);
        return format(
                "M%.1f %.1fQ%.1f %.1f %.1f %.1f",
                from[0] + share * dx, from[1] + share * dy, bend[0], bend[1], to[0] - share * dx, to[1] - share * dy);
    }
}
