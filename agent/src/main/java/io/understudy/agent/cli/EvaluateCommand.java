package io.understudy.agent.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Coverage;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleEvaluation;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how far a surrogate says what its model says, on given sequences.",
            "",
            "Over all prefixes of a language model's sequences, the empty and the whole one included, or over a "
                    + "classifier's sequences: decision agreement (the surrogate's first symbol or class is, by the model, "
                    + "about as probable as the model's own), regret (how much less probable it is), total variation "
                    + "distance, strict top-1 agreement and KL(model ‖ surrogate). Also, for a language model, NDCG@5; for a "
                    + "classifier, the absolute error of the class's probability. Of rules, each of the three classifiers of phrases "
                    + "too (rules.paper, rules.list, rules.scored), with coverage: the share of positions where a phrase had "
                    + "a say. A surrogate carries the fingerprint of its model; on another one it is not measured."
        },
        footer = {"", "Example:", "  understudy evaluate models/orders orders.surrogate --sequences today.txt --json"})
public final class EvaluateCommand implements Callable<Integer> {
    @Mixin
    private ModelInput input;

    @Parameters(index = "1", paramLabel = "SURROGATE", description = "A file that 'distill' wrote.")
    private Path surrogate;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "" + Comparison.TOLERANCE,
            description = "How much less probable, as a share, the surrogate's first may be and still count as the "
                    + "model's decision (${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(
            names = "--any-model",
            description = "Measure it on another network with the same symbols too: one that was trained further, say.")
    private boolean anyModel;

    @Mixin
    private ResultOutput output;

    /** What {@code --json} prints. */
    record Evaluation(String model, long sequences, long positions, Map<String, Measured> surrogates) {}

    /**
     * What one surrogate showed.
     *
     * @param coverage share of positions where a phrase applied; null for what is not made of phrases, as are the next
     * @param phrases how many it has
     * @param coveredAgreement share of covered positions with the same first symbol (class)
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Measured(@JsonUnwrapped Fidelity fidelity, Double coverage, Integer phrases, Double coveredAgreement) {
        String text() {
            String text = FidelityText.of(fidelity);
            return coverage == null
                    ? text
                    : text
                            + ", %,d phrases, coverage %.4f, top-1 agreement where covered %.4f"
                                    .formatted(phrases, coverage, coveredAgreement);
        }
    }

    @Override
    public Integer call() throws JsonProcessingException {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new InvalidInputException("--tolerance is " + tolerance + "; expected a number from 0 to below 1");
        }
        Bundle bundle = new BundleFormat().load(surrogate);
        try (OnnxModel opened = OnnxModel.open(input.model(), 0)) {
            bundle.requireFits(opened, !anyModel);
            Map<String, Measured> measured = measure(opened, bundle);
            Fidelity any = measured.values().iterator().next().fidelity();
            output.print(
                    new Evaluation(bundle.model(), any.sequences(), any.positions(), measured),
                    () -> measured.entrySet().stream()
                            .map(one -> one.getKey() + ": " + one.getValue().text())
                            .collect(Collectors.joining("\n")));
        }
        return 0;
    }

    private Map<String, Measured> measure(OnnxModel opened, Bundle bundle) {
        List<int[]> words = input.words(opened);
        TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, Clock.systemUTC());
        Map<String, Surrogate> surrogates = BundleEvaluation.withClassifiers(bundle);
        BundleEvaluation evaluation = BundleEvaluation.of(opened, surrogates, words, tolerance, progress);
        Map<String, Measured> measured = new TreeMap<>();
        evaluation.comparisons().forEach((name, comparisons) -> {
            Fidelity fidelity = Fidelity.of(opened.task(), comparisons);
            Coverage coverage = evaluation.coverage().get(name);
            measured.put(
                    name,
                    coverage == null
                            ? new Measured(fidelity, null, null, null)
                            : new Measured(
                                    fidelity,
                                    coverage.coverage(),
                                    surrogates.get(name).size(),
                                    coverage.coveredAgreement()));
        });
        return measured;
    }
}
