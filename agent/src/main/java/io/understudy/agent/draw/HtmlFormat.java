package io.understudy.agent.draw;

import static io.understudy.agent.draw.SvgFormat.escaped;

import java.util.List;
import java.util.Optional;

/** A bundle's rules and its finite automaton as one page that needs nothing else. */
public final class HtmlFormat {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;color:#222;max-width:72rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 0}p{margin:.2rem 0 .8rem;color:#555}
            table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;border-bottom:2px solid #ccc}
            th,td{padding:.25rem .8rem .25rem 0}td{border-bottom:1px solid #eee}
            .n{text-align:right;font-variant-numeric:tabular-nums}
            .p{font-family:ui-monospace,monospace;padding:.1rem .4rem;border-radius:.3rem}
            .bar{display:inline-block;height:.7rem;border-radius:.2rem;vertical-align:middle}
            svg{max-width:100%;height:auto}""";
    private static final int BAR = 120;

    private HtmlFormat() {}

    /**
     * The page.
     *
     * @param title its heading
     * @param drawing an SVG of the finite automaton
     */
    public static String of(String title, List<RuleTable> tables, Optional<String> drawing) {
        StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        html.append(
                "<meta name=\"viewport\" content=\"width=device-width\"><title>%s</title><style>%s</style></head><body>"
                        .formatted(escaped(title), STYLE));
        html.append("<h1>%s</h1>%n".formatted(escaped(title)));
        tables.forEach(table -> html.append("<h2>%s</h2>%s".formatted(escaped(table.name()), body(table))));
        drawing.ifPresent(svg -> html.append("<h2>Finite automaton</h2>").append(svg.substring(svg.indexOf("<svg"))));
        return html.append("</body></html>\n").toString();
    }

    /** What a classifier's rules are, without a heading. */
    public static String body(RuleTable table) {
        double largest = table.rows().stream()
                .mapToDouble(row -> Math.abs(row.score()))
                .max()
                .orElse(1);
        boolean decide = table.rows().stream().anyMatch(row -> row.support() >= 0);
        StringBuilder html = new StringBuilder(
                "<p>%s</p>%n<table><thead><tr><th class=\"n\">rank</th><th>phrase</th><th>speaks for</th><th class=\"n\">score</th><th>weight</th>%s</tr></thead><tbody>%n"
                        .formatted(escaped(table.about()), decide ? "<th class=\"n\">decided</th>" : ""));
        int number = 1;
        for (RuleTable.Row row : table.rows()) {
            String colour = Colours.of(row.column());
            html.append(
                    "<tr><td class=\"n\">%d</td><td><span class=\"p\" style=\"background:%s\">%s</span></td><td>%s</td><td class=\"n\">%.3f</td><td><span class=\"bar\" style=\"background:%s;width:%.0fpx\"></span></td>%s</tr>%n"
                            .formatted(
                                    number++,
                                    colour,
                                    escaped(row.phrase()),
                                    escaped(row.outcome()),
                                    row.score(),
                                    colour,
                                    BAR * Math.abs(row.score()) / largest,
                                    decide ? "<td class=\"n\">%,d</td>".formatted(row.support()) : ""));
        }
        return html.append("</tbody></table><p>%sOtherwise: %s.</p>%n"
                        .formatted(
                                table.leftOut() > 0 ? "%,d more are not shown. ".formatted(table.leftOut()) : "",
                                escaped(table.otherwise())))
                .toString();
    }
}
