package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import java.util.List;

/** One HTML file that needs nothing else: light and dark, on a screen and on paper. */
public final class HtmlPage {
    private static final String STYLE = """
            :root{--ground:#fff;--ink:#16202b;--muted:#525e6b;--line:#d5dbe1;--sunk:#f4f6f8;--accent:#0b5cad;--mark:#fbe3e0;
            --fsa:#0b5cad;--wa:#a8480b;--rules:#0f766e;color-scheme:light}
            @media screen and (prefers-color-scheme:dark){:root{--ground:#11171d;--ink:#e8edf2;--muted:#a3afbb;--line:#323d49;
            --sunk:#1a222a;--accent:#7cb8f7;--mark:#55241e;--fsa:#7cb8f7;--wa:#f5a868;--rules:#5cd1c0;color-scheme:dark}}
            *{box-sizing:border-box}
            body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;color:var(--ink);background:var(--ground);
            max-width:68rem;margin:0 auto;padding:1.5rem 1rem 3rem;font-variant-numeric:tabular-nums}
            h1{font-size:1.5rem;margin:0}h2{font-size:1.2rem;margin:2.4rem 0 .4rem;padding-top:.6rem;border-top:1px solid var(--line)}
            h3{font-size:1rem;margin:1.4rem 0 .2rem}p{margin:.3rem 0 .8rem;max-width:48rem}header p{color:var(--muted)}
            table{border-collapse:collapse;margin:.4rem 0 1rem}caption{text-align:left;color:var(--muted);padding-bottom:.3rem}
            th,td{text-align:left;padding:.25rem 1.1rem .25rem 0;vertical-align:top;font-weight:400}thead th{font-weight:600;
            border-bottom:2px solid var(--line)}tbody tr>*{border-bottom:1px solid var(--line)}
            .n{text-align:right;white-space:nowrap}.wide{overflow-x:auto}.wide:focus-visible,pre:focus-visible,a:focus-visible{
            outline:2px solid var(--accent);outline-offset:2px}
            code,.seq{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.88em}
            .seq{overflow-wrap:anywhere}mark{background:var(--mark);color:inherit;border-radius:3px;padding:0 .2em;font-weight:600}
            pre{background:var(--sunk);border:1px solid var(--line);border-radius:6px;padding:.7rem .9rem;overflow-x:auto}
            a{color:var(--accent)}nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
            .muted{color:var(--muted)}.p{font-family:ui-monospace,monospace;padding:.1rem .4rem;border-radius:.3rem;color:#111}
            .bar{display:inline-block;height:.7rem;border-radius:.2rem;vertical-align:middle}
            figure{margin:1rem 0}figcaption{color:var(--muted)}svg{max-width:100%;height:auto}
            svg .paper{fill:none}svg .caption,svg .axis{fill:var(--ink)}svg .edge{stroke:var(--muted)}svg .tip{fill:var(--muted)}
            svg .label{fill:var(--ink);stroke:var(--ground)}svg .rule{stroke:var(--line)}svg .fsa{stroke:var(--fsa)}
            svg .wa{stroke:var(--wa)}svg .rules{stroke:var(--rules)}svg text.fsa{fill:var(--fsa);stroke:none}
            svg text.wa{fill:var(--wa);stroke:none}svg text.rules{fill:var(--rules);stroke:none}svg .event{stroke:var(--muted)}
            @media print{body{max-width:none;padding:0;font-size:10pt}nav{display:none}.wide,pre{overflow:visible}pre{white-space:pre-wrap}
            h2,h3,caption{break-after:avoid}tr,figure,pre{break-inside:avoid}.wide:has(svg){max-width:100%}svg{max-height:20cm}@page{margin:16mm}}""";

    private HtmlPage() {}

    /**
     * The page.
     *
     * @param title its heading
     * @param subtitle what it is about, a line
     * @param links ids and titles of its sections
     * @param sections markup
     */
    public static String of(String title, String subtitle, List<Link> links, List<String> sections) {
        StringBuilder nav = new StringBuilder("<nav aria-label=\"Contents\"><ul>");
        links.forEach(
                link -> nav.append("<li><a href=\"#%s\">%s</a></li>".formatted(link.id(), escaped(link.title()))));
        nav.append("</ul></nav>\n");
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<title>%s</title><style>%s</style></head><body>%n".formatted(escaped(title), STYLE)
                + "<header><h1>%s</h1><p>%s</p></header>%n".formatted(escaped(title), escaped(subtitle))
                + nav
                + "<main>\n"
                + String.join("", sections)
                + "</main></body></html>\n";
    }

    /** A section in the table of contents. */
    public record Link(String id, String title) {}
}
