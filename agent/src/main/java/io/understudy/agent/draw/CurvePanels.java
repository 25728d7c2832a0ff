package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;
import static io.understudy.agent.draw.SvgFormat.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Curves side by side, both axes logarithmic, as SVG. */
public final class CurvePanels {
    private static final double WIDTH = 460;
    private static final double HEIGHT = 330;
    private static final double LEFT = 62;
    private static final double RIGHT = 96;
    private static final double TOP = 46;
    private static final double BOTTOM = 44;
    private static final double LEAST = 1e-9;
    private static final String[] COLOURS = {"#0b5cad", "#b3480f", "#3a7d2c", "#6b4fa0"};

    private CurvePanels() {}

    /**
     * One curve.
     *
     * @param x positive, from left to right
     * @param y what is not positive is drawn at the least of all
     * @param dashed whether it is there to compare with
     */
    public record Curve(String name, double[] x, double[] y, boolean dashed) {}

    /** One panel. */
    public record Panel(String xLabel, String yLabel, List<Curve> curves) {}

    /** The range of an axis in powers of ten, with a little room. */
    private record Axis(double low, double high) {
        static Axis of(double[] values) {
            double low = Math.log10(Arrays.stream(values).min().orElse(1));
            double high = Math.log10(Arrays.stream(values).max().orElse(10));
            double room = Math.max(0.1, 0.04 * (high - low));
            return new Axis(low - room, high + room);
        }

        double share(double value) {
            return (Math.log10(value) - low) / (high - low);
        }

        /** Powers of ten, with 2 and 5 between where there is room. */
        List<Double> ticks() {
            double[] between =
                    high - low < 1.5 ? new double[] {1, 2, 5} : high - low < 3 ? new double[] {1, 3} : new double[] {1};
            List<Double> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(low); power <= high; power++) {
                for (double factor : between) {
                    double tick = factor * Math.pow(10, power);
                    if (share(tick) >= 0 && share(tick) <= 1) {
                        ticks.add(tick);
                    }
                }
            }
            return ticks;
        }
    }

    /** The picture. */
    public static String of(String title, List<Panel> panels) {
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" role=\"img\"><title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/><text x=\"%.0f\" y=\"22\" font-size=\"15\" fill=\"#111\">%s</text>%n",
                WIDTH * panels.size(), HEIGHT, WIDTH * panels.size(), HEIGHT, escaped(title), LEFT, escaped(title)));
        for (int i = 0; i < panels.size(); i++) {
            svg.append(format("<g transform=\"translate(%.0f 0)\">%n", i * WIDTH));
            append(panels.get(i), svg);
            svg.append(format("</g>%n"));
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(Panel panel, StringBuilder svg) {
        Axis across = Axis.of(panel.curves().stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.x()))
                .toArray());
        Axis up = Axis.of(panel.curves().stream()
                .flatMapToDouble(curve -> Arrays.stream(curve.y()))
                .map(value -> Math.max(LEAST, value))
                .toArray());
        for (double tick : across.ticks()) {
            svg.append(format(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#eee\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#333\">%s</text>%n",
                    x(across, tick),
                    x(across, tick),
                    TOP,
                    HEIGHT - BOTTOM,
                    x(across, tick),
                    HEIGHT - BOTTOM + 16,
                    number(tick)));
        }
        for (double tick : up.ticks()) {
            svg.append(format(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" fill=\"#333\">%s</text>%n",
                    LEFT, WIDTH - RIGHT, y(up, tick), y(up, tick), LEFT - 6, y(up, tick) + 4, number(tick)));
        }
        svg.append(format(
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"#333\">%s</text><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" fill=\"#333\">%s</text>%n",
                LEFT,
                TOP - 6,
                escaped(panel.yLabel()),
                (LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 8,
                escaped(panel.xLabel())));
        List<Double> labels = new ArrayList<>();
        for (int c = 0; c < panel.curves().size(); c++) {
            append(panel.curves().get(c), COLOURS[c % COLOURS.length], across, up, labels, svg);
        }
    }

    private static void append(
            Curve curve, String colour, Axis across, Axis up, List<Double> labels, StringBuilder svg) {
        StringBuilder path = new StringBuilder();
        StringBuilder points = new StringBuilder();
        double y = 0;
        for (int i = 0; i < curve.x().length; i++) {
            double x = x(across, curve.x()[i]);
            y = y(up, Math.max(LEAST, curve.y()[i]));
            path.append(format("%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
            points.append(
                    curve.dashed()
                            ? ""
                            : format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" fill=\"%s\"/>", x, y, colour));
        }
        double label = LineChart.labelled(y + 4, labels);
        svg.append(format(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%s<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n",
                path,
                colour,
                curve.dashed() ? " stroke-dasharray=\"6 4\"" : "",
                points,
                WIDTH - RIGHT + 8,
                label,
                colour,
                escaped(curve.name())));
    }

    private static double x(Axis axis, double value) {
        return LEFT + (WIDTH - LEFT - RIGHT) * axis.share(value);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.share(value);
    }

    private static String number(double value) {
        return value >= 0.001 && value < 10_000
                ? format(
                        "%s",
                        value == Math.rint(value)
                                ? format("%.0f", value)
                                : format("%.3g", value).replaceAll("0+$", ""))
                : format("%.0e", value);
    }
}
