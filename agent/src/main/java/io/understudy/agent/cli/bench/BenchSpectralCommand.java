package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.bench.SpectralBench;
import io.understudy.agent.bench.SpectralBench.Point;
import io.understudy.agent.bench.SpectralBench.Result;
import io.understudy.agent.bench.SpectralBench.Row;
import io.understudy.agent.bench.SpectralBench.Solution;
import io.understudy.agent.draw.CurvePanels;
import io.understudy.agent.draw.CurvePanels.Curve;
import io.understudy.agent.draw.CurvePanels.Panel;
import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.model.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench spectral}. */
@Command(
        name = "spectral",
        mixinStandardHelpOptions = true,
        description = {
            "The spectral solution as published, ours, and ours refined: agreement with the network, word error rate, "
                    + "perplexity, and both solutions over rank and size of the basis.",
            "",
            "Each folder also holds train.txt and test.txt. Where it holds test-probabilities.txt (their count, then the true "
                    + "probability of each test word), perplexity is PAutomaC's, against these."
        },
        footer = {"", "Example:", "  understudy bench spectral models/hdfs --curves curves"})
final class BenchSpectralCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions common;

    @Option(
            names = "--basis",
            paramLabel = "N",
            defaultValue = "400",
            description = "Prefixes, and as many suffixes (${DEFAULT-VALUE}).")
    private int basis;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "The most that refining may take (${DEFAULT-VALUE}).")
    private int budget;

    @Option(
            names = "--curves",
            paramLabel = "DIR",
            description = "Where to write the curves, MODEL.svg for each model.")
    private Optional<Path> curves;

    @Override
    public Integer call() throws JsonProcessingException {
        if (basis < 16 || budget < 1) {
            throw new InvalidInputException("--basis is from 16 up, --budget from 1");
        }
        SpectralBench bench = new SpectralBench(
                basis, Duration.ofSeconds(budget), common.seed(), Clock.systemUTC(), common.progress());
        for (Path model : common.models()) {
            Result result = bench.of(model);
            curves.ifPresent(folder -> AtomicFile.write(
                    picture(result).getBytes(StandardCharsets.UTF_8),
                    folder.resolve(result.model() + ".svg"),
                    "the curves"));
            common.print(result, () -> text(result));
        }
        return 0;
    }

    private static String text(Result result) {
        return "%s, basis %d × %d%s%n"
                        .formatted(
                                result.model(),
                                result.prefixes(),
                                result.suffixes(),
                                result.leastPerplexity() == null
                                        ? ""
                                        : String.format(
                                                Locale.ROOT,
                                                ", the true distribution's perplexity %.3f",
                                                result.leastPerplexity()))
                + result.table().stream().map(BenchSpectralCommand::text).collect(Collectors.joining("%n".formatted()));
    }

    private static String text(Row row) {
        return String.format(
                Locale.ROOT,
                "%-10s rank %3d: top-1 %.4f, KL %.2e nats, NDCG@5 %.4f, word error rate %.4f, perplexity %s; %.1f s",
                name(row.solution()),
                row.rank(),
                row.top1Agreement(),
                row.klNats(),
                row.ndcg5(),
                row.wordErrorRate(),
                row.perplexity() == null ? "–" : String.format(Locale.ROOT, "%.3f", row.perplexity()),
                row.seconds());
    }

    private static String name(Solution solution) {
        return solution.name().toLowerCase(Locale.ROOT);
    }

    private static String picture(Result result) {
        return CurvePanels.of(
                "%s: divergence from the network on test words".formatted(result.model()),
                List.of(
                        panel(
                                "rank, basis of %d × %d".formatted(result.prefixes(), result.suffixes()),
                                result,
                                result.overRank(),
                                Point::rank),
                        panel(
                                "prefixes and suffixes, best rank of each",
                                result,
                                result.overBasis(),
                                Point::prefixes)));
    }

    private static Panel panel(String label, Result result, List<Point> points, ToDoubleFunction<Point> x) {
        List<Curve> curves = new ArrayList<>();
        for (Solution solution : List.of(Solution.PUBLISHED, Solution.SPECTRAL)) {
            List<Point> own = points.stream()
                    .filter(point -> point.solution() == solution)
                    .toList();
            curves.add(new Curve(
                    solution == Solution.PUBLISHED ? "published" : "ours",
                    own.stream().mapToDouble(x).toArray(),
                    own.stream().mapToDouble(Point::klNats).toArray(),
                    false));
        }
        double refined = result.table().stream()
                .filter(row -> row.solution() == Solution.REFINED)
                .mapToDouble(Row::klNats)
                .findFirst()
                .orElseThrow();
        double least = points.stream().mapToDouble(x).min().orElse(1);
        double most = points.stream().mapToDouble(x).max().orElse(1);
        curves.add(new Curve("refined", new double[] {least, most}, new double[] {refined, refined}, true));
        return new Panel(label, "KL, nats", curves);
    }
}
