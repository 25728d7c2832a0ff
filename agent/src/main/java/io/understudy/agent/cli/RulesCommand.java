package io.understudy.agent.cli;

import io.understudy.agent.attribution.Attribution;
import io.understudy.agent.attribution.AttributionMethod;
import io.understudy.agent.attribution.DecompositionCheck;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.rule.RuleDistillation;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.surrogate.Provenance;
import io.understudy.agent.terminal.TerminalProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = {
            "Distils the phrases by which a model decides, as three classifiers, and writes them to a file.",
            "",
            "paper: phrases ranked by the scores of their symbols, the first that occurs decides (Murdoch & Szlam 2017). "
                    + "list: found by sequential covering. scored: weights for phrases by ridge regression. The scores are "
                    + "beta and gamma for an LSTM under an affine layer and a softmax, occlusion for any other model; what "
                    + "the paper's ranking would show with each attribution is printed too."
        },
        footer = {
            "",
            "Example:",
            "  understudy rules models/orders --sequences traffic.txt --out orders.rules",
            "  understudy show orders.rules --format html --out rules.html"
        })
public final class RulesCommand implements Callable<Integer> {
    /** Single precision in ONNX Runtime leaves about 1e-5. */
    private static final double CLOSE = 1e-4;

    @Mixin
    private ModelInput traffic;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the rules go, as a surrogate.")
    private Path out;

    @Option(
            names = "--check",
            description = "Compare the sum of each decomposition with the log ratio that ONNX Runtime gives, over all "
                    + "sequences, and fail if it is not the same.")
    private boolean check;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Time limit for querying spliced sequences (${DEFAULT-VALUE}).")
    private int budget;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        PrintWriter writer = spec.commandLine().getOut();
        if (budget < 0) {
            throw new InvalidInputException("--budget must be 0 or more");
        }
        try (OnnxModel opened = OnnxModel.open(traffic.model(), 0)) {
            List<int[]> words = traffic.words(opened);
            TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, clock);
            if (check && !checked(opened, words, progress, writer)) {
                return 1;
            }
            RuleDistiller.Options options = new RuleDistiller.Options(
                    EnumSet.allOf(AttributionMethod.class), seed.value(), Duration.ofSeconds(budget));
            RuleDistillation found = new RuleDistiller(opened, options, clock, progress).distil(words);
            new BundleFormat().save(bundle(opened, words, found, clock), out);
            found.classifiers()
                    .forEach((name, fidelity) ->
                            writer.println("rules." + name + ": on held-out sequences: " + FidelityText.of(fidelity)));
            found.rules()
                    .classifiers()
                    .forEach((name, classifier) -> writer.printf("rules.%s: %,d phrases%n", name, classifier.size()));
            writer.printf(
                    "rules: %s; %,d symbols queried, %.1f s; written to %s%n",
                    found.how(), found.oraclePositions(), found.took().toMillis() / 1000.0, out);
            writer.flush();
        }
        return 0;
    }

    private static boolean checked(OnnxModel opened, List<int[]> words, TerminalProgress progress, PrintWriter writer) {
        boolean close = true;
        for (AttributionMethod score : List.of(AttributionMethod.BETA, AttributionMethod.GAMMA)) {
            Optional<Attribution> attribution = Attribution.of(opened, score);
            if (attribution.isEmpty()) {
                writer.printf(
                        "check: %s is not possible: the model is no LSTM under an affine layer and a softmax; scores are by occlusion, whose sum promises nothing%n",
                        score);
                continue;
            }
            DecompositionCheck.Result result = new DecompositionCheck(opened, progress).of(attribution.get(), words);
            writer.printf(
                    "check: %s: largest absolute error of the log ratio %.3g nats (line %d) of %,d answers%n",
                    score, result.largestError(), result.at() + 1, result.answers());
            close &= result.largestError() <= CLOSE;
        }
        writer.flush();
        return close;
    }

    private Bundle bundle(OnnxModel opened, List<int[]> words, RuleDistillation found, Clock clock) {
        Provenance.Origin origin =
                new Provenance.Origin(found.how(), found.heldOut(), found.oraclePositions(), found.took());
        return new Bundle(
                        opened.manifest().id(),
                        1,
                        opened.alphabet().symbols(),
                        opened.manifest().classes(),
                        new Provenance(
                                traffic.sequences().toString(),
                                words.size(),
                                seed.value(),
                                Map.of(Bundle.RULES, origin),
                                clock.instant()),
                        new TreeMap<>(Map.of(Bundle.RULES, found.rules())),
                        null,
                        List.of(),
                        null)
                .boundTo(opened, words);
    }
}
