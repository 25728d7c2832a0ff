package io.understudy.agent.report;

import static io.understudy.agent.draw.SvgFormat.escaped;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.fidelity.Breakdown;
import io.understudy.agent.fidelity.Breakdown.Dimension;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.FidelitySlice;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.onnx.OnnxModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Where one surrogate fails: by symbol, state, length and segment, and on which sequences the most. */
final class FailureSection {
    private static final int MOST_VALUES = 6;
    private static final int MOST_SEQUENCES = 5;
    private static final int CONTEXT = 14;
    private static final double LEAST_SHARE = 0.02;

    private final OnnxModel model;
    private final List<int[]> words;

    FailureSection(OnnxModel model, List<int[]> words) {
        this.model = model;
        this.words = words;
    }

    String of(String name, Surrogate surrogate, List<Comparison> comparisons, Breakdown breakdown) {
        long wrong = breakdown.total().positions() - breakdown.total().decided();
        String heading = "<h3>%s</h3>%n".formatted(escaped(name));
        if (wrong == 0) {
            return heading + Html.paragraph("No position at which its decision is worse than the model's.");
        }
        return heading
                + Html.paragraph("%,d of %,d positions at which its decision is worse than the model's."
                        .formatted(wrong, breakdown.total().positions()))
                + table(name, breakdown, wrong)
                + worst(name, surrogate, comparisons);
    }

    private static String table(String name, Breakdown breakdown, long wrong) {
        List<List<String>> rows = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            Map<String, FidelitySlice> slices = breakdown.slices().getOrDefault(dimension, Map.of());
            slices.entrySet().stream()
                    .filter(entry -> slices.size() > 1 && wrong(entry.getValue()) >= LEAST_SHARE * wrong)
                    .sorted(Comparator.comparingLong(entry -> -wrong(entry.getValue())))
                    .limit(MOST_VALUES)
                    .forEach(entry -> rows.add(List.of(
                            "%s <code>%s</code>".formatted(dimension.key(), escaped(entry.getKey())),
                            Html.percent(wrong(entry.getValue()) / (double) wrong),
                            Html.percent(entry.getValue().positions()
                                    / (double) breakdown.total().positions()),
                            Html.number(entry.getValue().of(Measure.DECISION_AGREEMENT)),
                            Html.number(entry.getValue().of(Measure.TOTAL_VARIATION)))));
        }
        return rows.isEmpty()
                ? ""
                : Html.table(
                        name + ": where the worse decisions are",
                        List.of(
                                "at",
                                "#of its worse decisions",
                                "#of positions",
                                "#decision agreement",
                                "#total variation"),
                        rows);
    }

    private static long wrong(FidelitySlice slice) {
        return slice.positions() - slice.decided();
    }

    private String worst(String name, Surrogate surrogate, List<Comparison> comparisons) {
        List<Integer> most = IntStream.range(0, comparisons.size())
                .filter(i -> comparisons.get(i).decided() < comparisons.get(i).positions())
                .boxed()
                .sorted(Comparator.comparingInt(
                                (Integer i) -> comparisons.get(i).decided()
                                        - comparisons.get(i).positions())
                        .thenComparing(i -> -comparisons.get(i).regret()))
                .limit(MOST_SEQUENCES)
                .toList();
        List<float[][]> answers = model.query(most.stream().map(words::get).toList());
        Scorer scorer = surrogate.scorer();
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < most.size(); i++) {
            Comparison comparison = comparisons.get(most.get(i));
            int[] word = words.get(most.get(i));
            int at = IntStream.range(0, comparison.decisions().length)
                    .filter(t -> !comparison.decisions()[t])
                    .findFirst()
                    .orElseThrow();
            float[] expected = answers.get(i)[at];
            double[] given = scorer.answer(word).rows()[at];
            int best = Ranking.first(expected);
            int chosen = Ranking.first(given);
            boolean whole = comparison.positions() != word.length + 1;
            rows.add(List.of(
                    "%,d".formatted(most.get(i) + 1),
                    "%d of %d".formatted(comparison.positions() - comparison.decided(), comparison.positions()),
                    sequence(word, whole ? word.length : at),
                    said(best, expected[best]),
                    said(chosen, given[chosen])
                            + "<br><span class=\"muted\">by the model %s</span>"
                                    .formatted(Html.percent(expected[chosen]))));
        }
        return Html.table(
                name + ": the sequences with the most worse decisions; the first of them is after the mark",
                List.of("line", "#worse", "sequence", "model", "surrogate"),
                rows);
    }

    private String said(int column, double probability) {
        return "<code>%s</code> %s".formatted(escaped(model.columnName(column)), Html.percent(probability));
    }

    /** The symbols around a place; the one before it is marked. */
    private String sequence(int[] word, int at) {
        int from = Math.max(0, at - CONTEXT);
        int to = Math.min(word.length, at + CONTEXT / 2);
        StringBuilder text = new StringBuilder("<span class=\"seq\">").append(from > 0 ? "… " : "");
        if (at == 0) {
            text.append("<mark>(begin)</mark> ");
        }
        for (int t = from; t < to; t++) {
            String symbol = escaped(model.alphabet().symbols().get(word[t]));
            text.append(t == at - 1 ? "<mark>%s</mark> ".formatted(symbol) : symbol + " ");
        }
        return text.append(to < word.length ? "…" : "").append("</span>").toString();
    }
}
