package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.bench.ProbingBench;
import io.understudy.agent.bench.ProbingBench.Row;
import io.understudy.agent.cli.SeedOption;
import io.understudy.agent.draw.CurvePanels;
import io.understudy.agent.draw.CurvePanels.Curve;
import io.understudy.agent.draw.CurvePanels.Panel;
import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench probing}. */
@Command(
        name = "probing",
        mixinStandardHelpOptions = true,
        description = {
            "Networks that hide a key of k symbols: probes that identify one, interactive and fixed.",
            "",
            "The networks are built, not trained: each goes on for as long as a word agrees with its key. All 2^k of a length "
                    + "are known, and each is to be identified among them."
        },
        footer = {"", "Example:", "  understudy bench probing --symbols 10 --plot probing.svg"})
final class BenchProbingCommand implements Callable<Integer> {
    private static final int LEAST = 2;
    private static final int MOST = 12;

    @Option(
            names = "--symbols",
            paramLabel = "K",
            defaultValue = "10",
            description = "The longest key, 2 to 12 (${DEFAULT-VALUE}).")
    private int symbols;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Networks of each length that are identified, all where there are no more (${DEFAULT-VALUE}).")
    private int keys;

    @Option(names = "--plot", paramLabel = "FILE", description = "Where to write the plot, an SVG.")
    private Optional<Path> plot;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ResultOutput output;

    @Override
    public Integer call() throws JsonProcessingException {
        if (symbols < LEAST || symbols > MOST || keys < 1) {
            throw new InvalidInputException("--symbols is from %d to %d, --keys from 1".formatted(LEAST, MOST));
        }
        ProbingBench bench = new ProbingBench(keys, seed.value());
        TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, Clock.systemUTC());
        List<Row> rows = new ArrayList<>();
        for (int k = LEAST; k <= symbols; k++) {
            Row row = bench.of(k, progress);
            rows.add(row);
            output.print(row, () -> text(row));
        }
        plot.ifPresent(file -> AtomicFile.write(picture(rows).getBytes(StandardCharsets.UTF_8), file, "the plot"));
        return 0;
    }

    private static String text(Row row) {
        return String.format(
                Locale.ROOT,
                "k = %2d, %4d networks, %2d identified: interactive %.1f probes (at most %d), fixed %.1f (at most %d; "
                        + "a set that identifies each needs %d)",
                row.symbols(),
                row.networks(),
                row.keys(),
                row.interactive().mean(),
                row.interactive().most(),
                row.fixed().mean(),
                row.fixed().most(),
                row.least());
    }

    private static String picture(List<Row> rows) {
        return CurvePanels.of(
                "Probes that identify a network with a hidden key",
                List.of(new Panel(
                        "symbols of the key",
                        "probes, mean",
                        List.of(
                                curve("fixed", rows, row -> row.fixed().mean(), false),
                                curve("fixed set", rows, Row::least, true),
                                curve(
                                        "interactive",
                                        rows,
                                        row -> row.interactive().mean(),
                                        false)))));
    }

    private static Curve curve(String name, List<Row> rows, ToDoubleFunction<Row> y, boolean dashed) {
        return new Curve(
                name,
                rows.stream().mapToDouble(Row::symbols).toArray(),
                rows.stream().mapToDouble(y).toArray(),
                dashed);
    }
}
