package io.understudy.agent.cli;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.file.Sha256;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.report.Report;
import io.understudy.agent.report.ReportSource;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleEvaluation;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.terminal.TerminalProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a report on a surrogate as one HTML file that needs nothing else.",
            "",
            "How faithful each surrogate is on the given sequences, with intervals; where it fails (symbols, states, lengths, "
                    + "segments, the worst sequences); the automata, rules and attractors; where model, surrogate and "
                    + "sequences come from, and the commands that make all of it again."
        },
        footer = {
            "",
            "Example:",
            "  understudy report models/orders orders.surrogate --sequences today.txt --out report.html"
        })
public final class ReportCommand implements Callable<Integer> {
    @Mixin
    private ModelInput input;

    @Parameters(index = "1", paramLabel = "SURROGATE", description = "A file that 'distill' wrote.")
    private Path surrogate;

    @Option(
            names = "--segments",
            paramLabel = "FILE",
            description = "The segment of each sequence, in the same order: a name a line.")
    private Path segments;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write it.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        Bundle bundle = new BundleFormat().load(surrogate);
        try (OnnxModel model = OnnxModel.open(input.model(), 0)) {
            bundle.requireFits(model, false);
            List<int[]> words = input.words(model);
            List<String> names = segments(words.size());
            TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, clock);
            BundleEvaluation evaluation =
                    BundleEvaluation.of(model, bundle.surrogates(), words, Comparison.TOLERANCE, progress);
            ReportSource source = new ReportSource(
                    input.model(),
                    model.sha256(),
                    surrogate,
                    Sha256.of(surrogate),
                    input.sequences(),
                    Sha256.of(input.sequences()),
                    identity(bundle, model),
                    software(),
                    clock.instant().truncatedTo(ChronoUnit.SECONDS));
            String html = new Report(model, bundle, words, names).html(evaluation, source);
            AtomicFile.write(html.getBytes(StandardCharsets.UTF_8), out, "the report");
            spec.commandLine().getOut().println("written: " + out);
        }
        return 0;
    }

    private List<String> segments(int sequences) {
        if (segments == null) {
            return List.of();
        }
        List<String> names = SequenceFile.lines(segments).stream()
                .map(line -> String.join(" ", line))
                .toList();
        if (names.size() != sequences) {
            throw new InvalidInputException(
                    "%s names %,d segments for %,d sequences: give one a line, in the same order"
                            .formatted(segments, names.size(), sequences));
        }
        return names;
    }

    private static String identity(Bundle bundle, OnnxModel model) {
        if (bundle.fingerprint() == null) {
            return "The surrogate carries no fingerprint of its model: an older release wrote it.";
        }
        Match match = Match.of(bundle.fingerprint(), model);
        return match.verdict().same()
                ? "The model is the one that it was distilled from (%s: %s).".formatted(match.verdict(), match.reason())
                : "The model is NOT the one that it was distilled from (%s: %s)."
                        .formatted(match.verdict(), match.reason());
    }

    private static String software() {
        return "Understudy %s, Java %s"
                .formatted(
                        Optional.ofNullable(ReportCommand.class.getPackage().getImplementationVersion())
                                .orElse("(development build)"),
                        Runtime.version().feature());
    }
}
