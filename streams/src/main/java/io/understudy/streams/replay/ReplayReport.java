package io.understudy.streams.replay;

import static io.understudy.agent.draw.SvgFormat.escaped;

import io.understudy.agent.draw.LineChart;
import io.understudy.agent.report.Html;
import io.understudy.agent.report.HtmlPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A replay as one HTML file. */
final class ReplayReport {
    private static final int MOST_ROWS = 500;

    private ReplayReport() {}

    static String html(ReplayResult result) {
        List<String> names = List.copyOf(result.windows().stream()
                .flatMap(window -> window.surrogates().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
        String title = result.model() + ": fidelity over time";
        List<HtmlPage.Link> links = List.of(
                new HtmlPage.Link("onsets", "Since when"),
                new HtmlPage.Link("curve", "Fidelity over time"),
                new HtmlPage.Link("windows", "Windows"));
        return HtmlPage.of(
                title,
                "%s to %s: version %d of the surrogates on %,d sequences; %,d could not be scored; model sha256 %s…"
                        .formatted(
                                result.range().from(),
                                result.range().to(),
                                result.version(),
                                result.sequences(),
                                result.refused(),
                                result.modelSha256().substring(0, 12)),
                links,
                List.of(
                        Html.section("onsets", "Since when", onsets(result)),
                        Html.section("curve", "Fidelity over time", curve(result, names)),
                        Html.section("windows", "Windows", windows(result, names))));
    }

    private static String onsets(ReplayResult result) {
        if (result.onsets().isEmpty()) {
            return Html.paragraph("No drop of fidelity was detected in this time.");
        }
        return Html.table(
                "Drops of fidelity: the window in which each began, and when it was evident",
                List.of("surrogate", "measure", "began in the window", "at about", "detected", "#before", "#after"),
                result.onsets().stream()
                        .map(onset -> List.of(
                                escaped(onset.surrogate()),
                                onset.measure().key(),
                                onset.window().toString(),
                                onset.began().toString(),
                                "%s (%,d sequences later)".formatted(onset.detected(), onset.count()),
                                Html.number(onset.before()),
                                Html.number(onset.after())))
                        .toList());
    }

    private static String curve(ReplayResult result, List<String> names) {
        if (result.windows().size() < 2) {
            return Html.paragraph("Too few windows for a curve: 'fidelity.window' is as long as the stretch.");
        }
        long first = result.windows().get(0).begin().toEpochMilli();
        long length = Duration.between(
                        result.windows().get(0).begin(), result.windows().get(0).end())
                .toMillis();
        WindowRow last = result.windows().get(result.windows().size() - 1);
        int count = (int) ((last.begin().toEpochMilli() - first) / length) + 1;
        List<LineChart.Line> lines = new ArrayList<>();
        for (String name : names) {
            double[] values = new double[count];
            Arrays.fill(values, Double.NaN);
            result.windows().forEach(window -> {
                WindowRow.Measured measured = window.surrogates().get(name);
                if (measured != null) {
                    values[(int) ((window.begin().toEpochMilli() - first) / length)] = measured.decisionAgreement();
                }
            });
            lines.add(new LineChart.Line(name, values));
        }
        // A window's value is drawn at its place, which is its middle.
        Map<Double, List<String>> drops = new TreeMap<>();
        result.onsets().forEach(onset -> drops.computeIfAbsent(
                        (onset.window().toEpochMilli() - first) / (double) length - 0.5, at -> new ArrayList<>())
                .add(onset.surrogate()));
        List<LineChart.Event> events = drops.entrySet().stream()
                .map(entry -> new LineChart.Event(
                        Math.max(0, entry.getKey()), "drift begins: " + String.join(", ", entry.getValue())))
                .toList();
        String title = "Decision agreement in windows of %s".formatted(Duration.ofMillis(length));
        return Html.picture(
                title,
                LineChart.of(
                        title,
                        lines,
                        events,
                        result.windows().get(0).begin().toString(),
                        last.end().toString()),
                "curve");
    }

    private static String windows(ReplayResult result, List<String> names) {
        List<String> columns = new ArrayList<>(List.of("from", "#sequences", "#refused"));
        names.forEach(name -> columns.add("#" + name));
        List<List<String>> rows = result.windows().stream()
                .limit(MOST_ROWS)
                .map(window -> {
                    List<String> row = new ArrayList<>(List.of(
                            window.begin().toString(),
                            "%,d".formatted(window.sequences()),
                            "%,d".formatted(window.refused())));
                    names.forEach(name -> {
                        WindowRow.Measured measured = window.surrogates().get(name);
                        row.add(
                                measured == null
                                        ? "–"
                                        : measured.beyondLimit()
                                                ? "<mark>%s</mark>".formatted(Html.number(measured.decisionAgreement()))
                                                : Html.number(measured.decisionAgreement()));
                    });
                    return row;
                })
                .toList();
        int left = result.windows().size() - rows.size();
        return Html.table("Decision agreement; what is beyond its limit is marked", columns, rows)
                + (left > 0 ? Html.paragraph("%,d windows more are in the JSON lines.".formatted(left)) : "");
    }
}
