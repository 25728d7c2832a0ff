package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import io.understudy.agent.draw.LineChart;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.MeanInterval;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How faithful the surrogates are, with intervals, and along the file. */
final class FidelitySection {
    private static final long SEED = 1;
    private static final int MOST_BLOCKS = 60;
    private static final int LEAST_OF_BLOCK = 20;

    private FidelitySection() {}

    static String of(Task task, Map<String, List<Comparison>> comparisons) {
        List<List<String>> rows = new ArrayList<>();
        comparisons.forEach((name, list) -> {
            Fidelity fidelity = Fidelity.of(task, list);
            rows.add(List.of(
                    escaped(name),
                    interval(MeanInterval.of(Measure.DECISION_AGREEMENT, list, SEED)),
                    interval(MeanInterval.of(Measure.TOTAL_VARIATION, list, SEED)),
                    Html.number(fidelity.regret()),
                    Html.number(fidelity.agreement()),
                    Html.number(fidelity.klNats())));
        });
        List<Comparison> any = comparisons.values().iterator().next();
        long positions = any.stream().mapToLong(Comparison::positions).sum();
        String caption = "%,d sequences, %,d positions; in brackets the 95 %% interval (bootstrap over sequences)"
                .formatted(any.size(), positions);
        return Html.table(
                        caption,
                        List.of(
                                "surrogate",
                                "#decision agreement",
                                "#total variation",
                                "#regret",
                                "#top-1 agreement",
                                "#KL, nats"),
                        rows)
                + Html.paragraph(
                        "Decision agreement: share of positions at which the surrogate's first choice is, by the "
                                + "model, about as probable as the model's own. Total variation: how far the two distributions are "
                                + "apart, 0 to 1. Fidelity says whether the surrogate says what the model says, not whether the "
                                + "model is right.")
                + alongTheFile(comparisons);
    }

    private static String interval(MeanInterval interval) {
        return "%s <span class=\"muted\">[%s, %s]</span>"
                .formatted(Html.number(interval.mean()), Html.number(interval.low()), Html.number(interval.high()));
    }

    private static String alongTheFile(Map<String, List<Comparison>> comparisons) {
        int sequences = comparisons.values().iterator().next().size();
        int blocks = Math.min(MOST_BLOCKS, sequences / LEAST_OF_BLOCK);
        if (blocks < 3) {
            return "";
        }
        List<LineChart.Line> lines = new ArrayList<>();
        comparisons.forEach((name, list) -> lines.add(new LineChart.Line(
                name,
                IntStream.range(0, blocks)
                        .mapToDouble(block -> agreement(list.subList(
                                (int) ((long) block * sequences / blocks), (int) ((block + 1L) * sequences / blocks))))
                        .toArray())));
        String title = "Decision agreement along the file, in %d blocks of about %,d sequences"
                .formatted(blocks, sequences / blocks);
        return Html.picture(
                title,
                LineChart.of(title, lines, List.of(), "first sequence", "last (%,d)".formatted(sequences)),
                "along");
    }

    private static double agreement(List<Comparison> some) {
        long positions = some.stream().mapToLong(Comparison::positions).sum();
        return some.stream().mapToLong(Comparison::decided).sum() / (double) Math.max(1, positions);
    }
}
