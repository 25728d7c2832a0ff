package io.understudy.agent.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleEvaluation;
import io.understudy.agent.surrogate.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String MANIFEST = """
            {"id": "small", "task": "language-model", "symbols": ["a", "<script>", "c", "<end>"], "end": "<end>"}""";

    @TempDir
    Path folder;

    @Test
    void saysWhereASurrogateFailsOnOnePageThatNeedsNothingElse() throws IOException {
        new SmallGraph("LSTM", false, 1).write(folder, MANIFEST, 4, 4, true, true);
        Random random = new Random(1);
        List<int[]> words = random.ints(100, 1, 12)
                .mapToObj(length -> random.ints(length, 0, 3).toArray())
                .toList();
        try (OnnxModel model = OnnxModel.open(folder, 1)) {
            Bundle bundle = bundle();
            BundleEvaluation evaluation =
                    BundleEvaluation.of(model, bundle.surrogates(), words, Comparison.TOLERANCE, Progress.none());
            Fidelity fidelity =
                    Fidelity.of(model.task(), evaluation.comparisons().get(Bundle.FSA));
            assertThat(fidelity.decisionAgreement()).isLessThan(1);
            String html = new Report(model, bundle, words, Collections.nCopies(100, "north & south"))
                    .html(evaluation, source());
            assertThat(html)
                    .contains(Html.number(fidelity.decisionAgreement()))
                    .contains("length <code>")
                    .contains("&lt;script&gt;")
                    .contains("understudy distill models/small --sequences traffic.txt --seed 5")
                    .contains("prefers-color-scheme:dark", "@media print")
                    .doesNotContain("<script>", "<script ", "<link", "@import", "url(http");
            assertThat(Arrays.stream(html.split("id=\"")).skip(1).map(part -> part.substring(0, part.indexOf('"'))))
                    .doesNotHaveDuplicates();
        }
    }

    /** It expects the same after every word, whatever the model says. */
    private static Bundle bundle() {
        FiniteAutomaton constant = new FiniteAutomaton(
                true, 0, new int[][] {{0, 0, 0}}, new double[][] {{0.1, 0.2, 0.3, 0.4}}, new long[] {10}, new long[][] {
                    {3, 3, 4}
                });
        Provenance.Origin origin =
                new Provenance.Origin("by hand", Fidelity.of(Task.LANGUAGE_MODEL, List.of()), 0, Duration.ZERO);
        return new Bundle(
                "small",
                3,
                List.of("a", "<script>", "c"),
                List.of(),
                new Provenance("traffic.txt", 100, 5, Map.of(Bundle.FSA, origin), Instant.EPOCH),
                new TreeMap<>(Map.of(Bundle.FSA, constant)),
                null,
                List.of(),
                null);
    }

    private static ReportSource source() {
        return new ReportSource(
                Path.of("models/small"),
                "0".repeat(64),
                Path.of("small.surrogate"),
                "1".repeat(64),
                Path.of("today.txt"),
                "2".repeat(64),
                "The model is the one that it was distilled from.",
                "Understudy",
                Instant.EPOCH);
    }
}
