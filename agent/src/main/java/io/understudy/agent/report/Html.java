package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Elements of a page. Text is escaped unless it is called markup. */
public final class Html {
    private Html() {}

    /** A part of the page with a heading of the second level. */
    public static String section(String id, String title, String markup) {
        return "<section aria-labelledby=\"%s\"><h2 id=\"%s\">%s</h2>%n%s</section>%n"
                .formatted(id, id, escaped(title), markup);
    }

    /** A paragraph. */
    public static String paragraph(String text) {
        return "<p>%s</p>%n".formatted(escaped(text));
    }

    /**
     * A table; columns that hold numbers are set to the right.
     *
     * @param caption what it shows
     * @param columns headings; one that begins with # is of numbers
     * @param rows markup of the cells; the first is the row's heading
     */
    public static String table(String caption, List<String> columns, List<List<String>> rows) {
        String head = columns.stream()
                .map(column -> column.startsWith("#")
                        ? "<th scope=\"col\" class=\"n\">%s</th>".formatted(escaped(column.substring(1)))
                        : "<th scope=\"col\">%s</th>".formatted(escaped(column)))
                .collect(Collectors.joining());
        StringBuilder body = new StringBuilder();
        for (List<String> row : rows) {
            body.append("<tr><th scope=\"row\">").append(row.get(0)).append("</th>");
            for (int c = 1; c < row.size(); c++) {
                body.append(columns.get(c).startsWith("#") ? "<td class=\"n\">" : "<td>")
                        .append(row.get(c))
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        return wide(
                caption,
                "<table><caption>%s</caption><thead><tr>%s</tr></thead><tbody>%n%s</tbody></table>"
                        .formatted(escaped(caption), head, body));
    }

    /** What may be wider than the page: it scrolls by itself, by keyboard too. */
    public static String wide(String label, String markup) {
        return "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"%s\">%s</div>%n"
                .formatted(escaped(label), markup);
    }

    /** A picture that was drawn as SVG; its ids are made the page's own. */
    public static String picture(String label, String svg, String id) {
        String own = svg.substring(svg.indexOf("<svg"))
                .replace("id=\"tip\"", "id=\"tip-%s\"".formatted(id))
                .replace("url(#tip)", "url(#tip-%s)".formatted(id));
        return "<figure>%s<figcaption>%s</figcaption></figure>%n".formatted(wide(label, own), escaped(label));
    }

    /** Commands or text as it is typed. */
    public static String code(String text) {
        return "<pre tabindex=\"0\"><code>%s</code></pre>%n".formatted(escaped(text));
    }

    /** A number with four digits after the point. */
    public static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
    }

    static String percent(double share) {
        return Double.isNaN(share)
                ? "–"
                : String.format(Locale.ROOT, share < 0.1 ? "%.1f\u00a0%%" : "%.0f\u00a0%%", 100 * share);
    }
}
