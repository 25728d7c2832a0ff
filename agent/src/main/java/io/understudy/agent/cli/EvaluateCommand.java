package io.understudy.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.OnnxModel;
import io.understudy.agent.model.SequenceFile;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
                    + "classifier, the absolute error of the class's probability."
        },
        footer = {"", "Example:", "  understudy evaluate models/orders orders.surrogate --sequences today.txt --json"})
public final class EvaluateCommand implements Callable<Integer> {
    private static final int AT_ONCE = 512;

    @Parameters(index = "0", paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
    private Path model;

    @Parameters(index = "1", paramLabel = "SURROGATE", description = "A file that 'distill' wrote.")
    private Path surrogate;

    @Option(
            names = "--sequences",
            required = true,
            paramLabel = "FILE",
            description = "A sequence a line, symbols separated by a space.")
    private Path sequences;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            defaultValue = "" + Comparison.TOLERANCE,
            description = "How much less probable, as a share, the surrogate's first may be and still count as the "
                    + "model's decision (${DEFAULT-VALUE}).")
    private double tolerance;

    @Option(names = "--json", description = "One JSON object on standard output instead of text.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** What {@code --json} prints. */
    record Evaluation(String model, long sequences, long positions, Map<String, Fidelity> surrogates) {}

    @Override
    public Integer call() throws JsonProcessingException {
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new InvalidInputException("--tolerance is " + tolerance + "; expected a number from 0 to below 1");
        }
        Bundle bundle = new BundleFormat().load(surrogate);
        try (OnnxModel opened = OnnxModel.open(model, 0)) {
            bundle.requireFits(opened.manifest().id(), opened);
            Map<String, Fidelity> fidelity = measure(opened, bundle);
            Fidelity any = fidelity.values().iterator().next();
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(JsonMapper.builder()
                        .build()
                        .writeValueAsString(
                                new Evaluation(bundle.model(), any.sequences(), any.positions(), fidelity)));
            } else {
                fidelity.forEach((name, measured) -> out.println(name + ": " + FidelityText.of(measured)));
            }
        }
        return 0;
    }

    private Map<String, Fidelity> measure(OnnxModel opened, Bundle bundle) {
        List<int[]> words = SequenceFile.words(sequences, opened.alphabet());
        TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, Clock.systemUTC());
        Map<String, Scorer> scorers = new TreeMap<>();
        Map<String, List<Comparison>> comparisons = new TreeMap<>();
        bundle.surrogates().forEach((name, automaton) -> {
            scorers.put(name, automaton.scorer());
            comparisons.put(name, new ArrayList<>());
        });
        for (int from = 0; from < words.size(); from += AT_ONCE) {
            List<int[]> some = words.subList(from, Math.min(words.size(), from + AT_ONCE));
            List<float[][]> answers = opened.ask(some);
            scorers.forEach((name, scorer) -> comparisons
                    .get(name)
                    .addAll(Fidelity.comparisons(opened.task(), some, answers, scorer, tolerance)));
            progress.report("comparing", (long) from + some.size(), words.size());
        }
        Map<String, Fidelity> fidelity = new TreeMap<>();
        comparisons.forEach((name, list) -> fidelity.put(name, Fidelity.of(opened.task(), list)));
        return fidelity;
    }
}
