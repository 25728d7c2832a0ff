package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.surrogate.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Where model, surrogate and sequences come from, and how to make all of it again. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static String of(Bundle bundle, ReportSource source) {
        List<List<String>> files = List.of(
                List.of("model", code(source.modelFolder().toString()), code(source.modelSha256())),
                List.of("surrogate", code(source.surrogateFile().toString()), code(source.surrogateSha256())),
                List.of("sequences", code(source.sequencesFile().toString()), code(source.sequencesSha256())));
        List<List<String>> origins = new ArrayList<>();
        new TreeMap<>(bundle.provenance().origins()).forEach((name, origin) -> {
            Fidelity heldOut = origin.heldOut();
            Double agreement = heldOut.decisionAgreement();
            origins.add(List.of(
                    escaped(name),
                    escaped(origin.how()),
                    Html.number(agreement == null ? Double.NaN : agreement),
                    "%,d".formatted(heldOut.sequences()),
                    "%,d".formatted(origin.oraclePositions()),
                    "%.1f s".formatted(origin.took().toMillis() / 1e3)));
        });
        return Html.table("Files, with their SHA-256", List.of("what", "where", "SHA-256"), files)
                + Html.paragraph("Distilled on %s from %,d sequences (%s), seed %d. %s"
                        .formatted(
                                bundle.provenance().made(),
                                bundle.provenance().sequences(),
                                bundle.provenance().data(),
                                bundle.provenance().seed(),
                                source.identity()))
                + Html.table(
                        "How each surrogate was found, and what it showed on sequences that were kept back",
                        List.of(
                                "surrogate",
                                "how",
                                "#decision agreement",
                                "#held-out sequences",
                                "#symbols queried",
                                "#took"),
                        origins);
    }

    static String reproduce(Bundle bundle, ReportSource source) {
        String data = bundle.provenance().data();
        return Html.code(
                        "understudy distill %s --sequences %s --seed %d --out %s%nunderstudy report %s %s --sequences %s --out report.html"
                                .formatted(
                                        source.modelFolder(),
                                        data.startsWith("stream") ? "TRAFFIC" : data,
                                        bundle.provenance().seed(),
                                        source.surrogateFile(),
                                        source.modelFolder(),
                                        source.surrogateFile(),
                                        source.sequencesFile()))
                + Html.paragraph(
                        ("The same seed gives the same surrogate, unless a time budget cut a step short. Options other "
                                        + "than these are not recorded in a surrogate. Written by %s on %s.")
                                .formatted(source.software(), source.written()));
    }

    private static String code(String text) {
        return "<code>%s</code>".formatted(escaped(text));
    }
}
