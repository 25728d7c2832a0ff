package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.bench.AttractorBench;
import io.understudy.agent.bench.DistillBench;
import io.understudy.agent.bench.ScoreBench;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures speed and cost on this machine against a peer in the same run.",
        subcommands = {
            BenchCommand.Score.class,
            BenchCommand.Distill.class,
            BenchCommand.Attractors.class,
            BenchRulesCommand.class,
            BenchSpectralCommand.class,
            BenchProbingCommand.class,
            BenchDriftCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {
    /** {@code understudy bench score}. */
    @Command(
            name = "score",
            mixinStandardHelpOptions = true,
            description = {
                "Symbols a second that a weighted automaton scores, with the distribution of the next symbol after each, "
                        + "compared with the model in ONNX Runtime at batch 1, 32 and 512 with as many threads.",
                "",
                "Words of 20 random symbols; contestants take turns; medians of five rounds after two to warm up."
            })
    static final class Score implements Callable<Integer> {
        @Mixin
        private BenchOptions common;

        @Option(
                names = "--rank",
                paramLabel = "N",
                defaultValue = "50",
                description = "Of the automaton (${DEFAULT-VALUE}).")
        private int rank;

        @Option(
                names = "--threads",
                paramLabel = "N",
                defaultValue = "1",
                description = "For the automaton and for ONNX Runtime (${DEFAULT-VALUE}).")
        private int threads;

        @Mixin
        private MeasuringTime time;

        @Override
        public Integer call() throws JsonProcessingException {
            if (rank < 1 || rank > 1_000 || threads < 1) {
                throw new InvalidInputException("--rank is from 1 to 1000, --threads from 1 up");
            }
            for (Path model : common.models()) {
                ScoreBench.Result r =
                        new ScoreBench(rank, threads, time.seconds(), common.seed(), System::nanoTime).against(model);
                common.print(
                        r,
                        () ->
                                "%s: rank %d, %d symbols, %d thread(s), %s: %,.0f symbols/s; ONNX Runtime %,.0f at batch 1 (%.1f times), %,.0f at 32 (%.1f), %,.0f at 512 (%.1f)"
                                        .formatted(
                                                r.model(),
                                                r.rank(),
                                                r.symbols(),
                                                r.threads(),
                                                r.kernel(),
                                                r.symbolsPerSecond(),
                                                r.onnxBatch1(),
                                                r.symbolsPerSecond() / r.onnxBatch1(),
                                                r.onnxBatch32(),
                                                r.symbolsPerSecond() / r.onnxBatch32(),
                                                r.onnxBatch512(),
                                                r.symbolsPerSecond() / r.onnxBatch512()));
            }
            return 0;
        }
    }

    /** {@code understudy bench distill}. */
    @Command(
            name = "distill",
            mixinStandardHelpOptions = true,
            description =
                    "Symbols that a distillation queries and the time it takes, without refinement, compared with the "
                            + "naive way: every word of the Hankel blocks run from its beginning.")
    static final class Distill implements Callable<Integer> {
        @Mixin
        private BenchOptions common;

        @Option(
                names = "--sequences",
                paramLabel = "FILE",
                description = "What the model sees; train.txt in its folder if not given.")
        private Optional<Path> sequences;

        @Option(
                names = {"--prefixes"},
                paramLabel = "N",
                defaultValue = "300",
                description = "Prefixes in the basis (${DEFAULT-VALUE}).")
        private int prefixes;

        @Option(
                names = {"--suffixes"},
                paramLabel = "N",
                defaultValue = "300",
                description = "Suffixes in the basis (${DEFAULT-VALUE}).")
        private int suffixes;

        @Override
        public Integer call() throws JsonProcessingException {
            Clock clock = Clock.systemUTC();
            Progress progress = common.progress();
            for (Path model : common.models()) {
                DistillBench.Result r = new DistillBench(prefixes, suffixes, common.seed(), clock, progress)
                        .of(model, sequences.orElse(model.resolve("train.txt")));
                common.print(
                        r,
                        () ->
                                "%s: basis %d × %d: %,d symbols queried in %.1f s (KL %.4f); naively %,d (%.1f times) in %.1f s (%.1f times, KL %.4f)"
                                        .formatted(
                                                r.model(),
                                                r.prefixes(),
                                                r.suffixes(),
                                                r.oraclePositions(),
                                                r.seconds(),
                                                r.klNats(),
                                                r.naivePositions(),
                                                (double) r.naivePositions() / r.oraclePositions(),
                                                r.naiveSeconds(),
                                                r.naiveSeconds() / r.seconds(),
                                                r.naiveKlNats()));
            }
            return 0;
        }
    }

    /** {@code understudy bench attractors}. */
    @Command(
            name = "attractors",
            mixinStandardHelpOptions = true,
            description = "The cost of assigning states to attractors, as a share of the model's own time; one thread,"
                    + " medians of five rounds after two to warm up.")
    static final class Attractors implements Callable<Integer> {
        @Mixin
        private BenchOptions common;

        @Mixin
        private MeasuringTime time;

        @Override
        public Integer call() throws JsonProcessingException {
            Progress progress = common.progress();
            for (Path model : common.models()) {
                AttractorBench.Result r = new AttractorBench(time.seconds(), common.seed(), System::nanoTime, progress)
                        .of(model, model.resolve("train.txt"), model.resolve("test.txt"));
                common.print(
                        r,
                        () ->
                                "%s: %d attractors in %d dimensions; the model %,.0f symbols/s; assigning %.1f %% of its time, with fetching the states %.1f %%; %.1f %% of steps at none"
                                        .formatted(
                                                r.model(),
                                                r.attractors(),
                                                r.width(),
                                                r.symbolsPerSecond(),
                                                100 * r.assignmentShare(),
                                                100 * r.wholeShare(),
                                                100 * r.noneRatio()));
            }
            return 0;
        }
    }
}
