package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.bench.DriftBench;
import io.understudy.agent.bench.DriftStreams;
import io.understudy.agent.bench.DriftStreams.Change;
import io.understudy.agent.bench.DriftStreams.Row;
import io.understudy.agent.cluster.ExtractionMethod;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.BundleDistiller;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench drift}. */
@Command(
        name = "drift",
        mixinStandardHelpOptions = true,
        description = {
            "False alarms and delay of the drift detector and of others, on the measures of a real surrogate.",
            "",
            "The surrogate is distilled from 60 %% of the sequences and measured on the rest and on the shifted ones. From "
                    + "these per-sequence measures (decision agreement, total variation) streams are drawn: stationary ones, "
                    + "and ones in which after 5,000 sequences 5, 10, 25 or 100 %% of the traffic is shifted. An alarm is one "
                    + "on either measure; a change that is not found within 20,000 sequences is missed."
        },
        footer = {"", "Example:", "  understudy bench drift models/hdfs --sequences a.txt --shifted b.txt --json"})
final class BenchDriftCommand implements Callable<Integer> {
    private static final int BASIS = 300;

    @Mixin
    private BenchOptions common;

    @Option(names = "--sequences", required = true, paramLabel = "FILE", description = "Normal traffic.")
    private Path sequences;

    @Option(names = "--shifted", required = true, paramLabel = "FILE", description = "Changed traffic.")
    private Path shifted;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "200",
            description = "Streams of each kind (${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Sequences in a stationary stream (${DEFAULT-VALUE}).")
    private int length;

    @Option(
            names = "--delta",
            paramLabel = "D",
            defaultValue = "0.05",
            description = "Of ADWIN in the default; 'fidelity.delta' (${DEFAULT-VALUE}).")
    private double delta;

    @Option(
            names = "--least-drop",
            paramLabel = "D",
            defaultValue = "0.005",
            description = "Of the default detector; 'fidelity.least-drop' (${DEFAULT-VALUE}).")
    private double leastDrop;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "The most that refining may take (${DEFAULT-VALUE}).")
    private int budget;

    @Override
    public Integer call() throws JsonProcessingException {
        if (streams < 1 || length < 1 || budget < 0 || !(delta > 0 && delta < 1) || !(leastDrop >= 0)) {
            throw new InvalidInputException(
                    "--streams and --length are from 1 up, --budget and --least-drop from 0, --delta between 0 and 1");
        }
        Clock clock = Clock.systemUTC();
        Progress progress = common.progress();
        Duration most = Duration.ofSeconds(budget);
        BundleDistiller.Options options = new BundleDistiller.Options(
                Set.of(),
                new Distiller.Options(OptionalInt.empty(), BASIS, BASIS, common.seed(), most, false),
                new FiniteDistiller.Options(ExtractionMethod.AUTO, OptionalInt.empty(), common.seed(), most),
                RuleDistiller.Options.usual(common.seed(), most));
        DriftStreams drawn = new DriftStreams(streams, length, delta, leastDrop);
        for (Path model : common.models()) {
            DriftBench.Result result =
                    new DriftBench(options, drawn, common.seed(), clock, progress).of(model, sequences, shifted);
            common.print(result, () -> text(result));
        }
        return 0;
    }

    private static String text(DriftBench.Result result) {
        return result.surrogates().entrySet().stream()
                        .map(one ->
                                "%s, %s: decision agreement %.4f, shifted %.4f; total variation %.4f, shifted %.4f%n"
                                        .formatted(
                                                result.model(),
                                                one.getKey(),
                                                one.getValue().normal().decisionAgreement(),
                                                one.getValue().shifted().decisionAgreement(),
                                                one.getValue().normal().totalVariation(),
                                                one.getValue().shifted().totalVariation()))
                        .collect(Collectors.joining())
                + "%,d streams of %,d sequences each%n".formatted(result.streams(), result.length())
                + result.rows().stream().map(BenchDriftCommand::text).collect(Collectors.joining("%n".formatted()));
    }

    private static String text(Row row) {
        return "%-4s %-18s %8.2f alarms per million;  "
                        .formatted(row.surrogate(), row.detector(), row.alarmsPerMillion())
                + row.changes().stream().map(BenchDriftCommand::text).collect(Collectors.joining(";  "));
    }

    private static String text(Change change) {
        return String.format(
                Locale.ROOT,
                "%.0f %%: delay %s (longest %s), missed %d",
                100 * change.share(),
                change.medianDelay() == null ? "–" : change.medianDelay(),
                change.longestDelay() == null ? "–" : change.longestDelay(),
                change.missed());
    }
}
