package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;
import static io.understudy.agent.draw.SvgFormat.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lines between 0 and 1 over a common axis, as SVG. */
public final class LineChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;
    private static final Margins MARGINS = new Margins(16, 90, 34, 48);
    private static final double[] SCALES = {0, 0.5, 0.8, 0.9, 0.95, 0.99};
    private static final double LABEL_HEIGHT = 15;

    private LineChart() {}

    /** Room around the lines. */
    private record Margins(int top, int right, int bottom, int left) {}

    /**
     * One line.
     *
     * @param name also its class, which colours it: fsa, wa or rules
     * @param values from left to right; NaN where there is none
     */
    public record Line(String name, double[] values) {}

    /**
     * A vertical line.
     *
     * @param at a place among the values
     */
    public record Event(double at, String label) {}

    /**
     * The picture.
     *
     * @param title for who does not see it
     * @param from label of the left end
     * @param to label of the right end
     */
    public static String of(String title, List<Line> lines, List<Event> events, String from, String to) {
        double least = lines.stream()
                .flatMapToDouble(line -> Arrays.stream(line.values()))
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(0);
        double base = 0;
        for (double scale : SCALES) {
            base = least > scale ? scale : base;
        }
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" role=\"img\"><title>%s</title>%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT, escaped(title)));
        for (double tick : new double[] {base, (1 + base) / 2, 1}) {
            double y = y(tick, base);
            svg.append(format(
                    "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ccc\"/><text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    MARGINS.left(),
                    WIDTH - MARGINS.right(),
                    y,
                    y,
                    MARGINS.left() - 8,
                    y + 4,
                    format(base >= 0.9 ? "%.3f" : "%.2f", tick)));
        }
        int count = lines.stream().mapToInt(line -> line.values().length).max().orElse(1);
        for (Event event : events) {
            double x = x(event.at(), count);
            svg.append(format(
                    "<line class=\"event\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#777\" stroke-dasharray=\"4 3\"/><text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                    x,
                    x,
                    MARGINS.top(),
                    HEIGHT - MARGINS.bottom(),
                    x + (x > WIDTH / 2.0 ? -5 : 5),
                    HEIGHT - MARGINS.bottom() - 6,
                    x > WIDTH / 2.0 ? "end" : "start",
                    escaped(event.label())));
        }
        List<Double> labels = new ArrayList<>();
        for (Line line : lines) {
            append(line, base, count, labels, svg);
        }
        svg.append(format(
                "<text class=\"axis\" x=\"%d\" y=\"%d\">%s</text><text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text></svg>%n",
                MARGINS.left(), HEIGHT - 10, escaped(from), WIDTH - MARGINS.right(), HEIGHT - 10, escaped(to)));
        return svg.toString();
    }

    private static void append(Line line, double base, int count, List<Double> labels, StringBuilder svg) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        double last = Double.NaN;
        for (int i = 0; i < line.values().length; i++) {
            double value = line.values()[i];
            if (Double.isNaN(value)) {
                drawing = false;
                continue;
            }
            path.append(format("%s%.1f %.1f", drawing ? "L" : "M", x(i, count), y(value, base)));
            drawing = true;
            last = value;
        }
        if (path.isEmpty()) {
            return;
        }
        double y = labelled(y(last, base) + 4, labels);
        svg.append(format(
                "<path class=\"%s\" d=\"%s\" fill=\"none\" stroke=\"#0b5cad\" stroke-width=\"2\"/><text class=\"%s\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                line.name(), path, line.name(), WIDTH - MARGINS.right() + 8, y, escaped(line.name())));
    }

    /** Where a label can stand, at its line or below those that are there, among which it is then. */
    static double labelled(double wanted, List<Double> labels) {
        double y = wanted;
        while (taken(labels, y)) {
            y += LABEL_HEIGHT;
        }
        labels.add(y);
        return y;
    }

    private static boolean taken(List<Double> labels, double y) {
        return labels.stream().anyMatch(other -> Math.abs(other - y) < LABEL_HEIGHT);
    }

    private static double x(double place, int count) {
        return MARGINS.left() + (WIDTH - MARGINS.left() - MARGINS.right()) * (count < 2 ? 0 : place / (count - 1));
    }

    private static double y(double value, double base) {
        return MARGINS.top() + (HEIGHT - MARGINS.top() - MARGINS.bottom()) * (1 - value) / (1 - base);
    }
}
