package io.understudy.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import io.understudy.streams.bench.StreamBench;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench stream}. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description = {
            "Sequences a second of the whole, with brokers and instances in processes of their own, compared with bare "
                    + "batched inference in ONNX Runtime on the same cores; what each part costs; the time from record to "
                    + "verdict at half and at 90 %% of the rate. The load is the file over and over, and a sequence that "
                    + "came shortly before is not put to the model again: with fewer than some thousand distinct ones, "
                    + "the ratio says what watching such traffic costs, not what each query costs.",
            "",
            "Takes eight minutes, and the time of a distillation where no surrogates are given."
        },
        footer = {
            "",
            "Example:",
            "  understudy bench stream --model models/hdfs --sequences models/hdfs/train.txt --json"
        })
final class BenchStreamCommand implements Callable<Integer> {
    private static final int MOST = 16;

    @Mixin
    private BenchTraffic traffic;

    @Option(
            names = "--surrogates",
            paramLabel = "FILE",
            description = "Surrogates to score with; distilled from the traffic if not given.")
    private Optional<Path> surrogates;

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "1",
            description = "Instances, which share the cores (${DEFAULT-VALUE}).")
    private int instances;

    @Option(names = "--brokers", paramLabel = "N", defaultValue = "1", description = "Brokers (${DEFAULT-VALUE}).")
    private int brokers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "20",
            description = "Time that each measurement takes (${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private ResultOutput output;

    @Override
    public Integer call() throws JsonProcessingException {
        if (instances < 1 || instances > MOST || brokers < 1 || brokers > MOST || !(seconds >= 1)) {
            throw new InvalidInputException(
                    "--instances and --brokers are from 1 to " + MOST + ", --seconds from 1 up");
        }
        Clock clock = Clock.systemUTC();
        StreamBench.Result r = new StreamBench(
                        new StreamBench.Options(
                                traffic.model(), traffic.sequences(), surrogates, instances, brokers, seconds),
                        clock,
                        new TerminalProgress(System.err, System.console() != null, clock))
                .run();
        output.print(r, () -> text(r));
        return 0;
    }

    private static String text(StreamBench.Result r) {
        String parts = BenchTraffic.parts(r.topologyMicros());
        return """
                %s: %d cores, %d instance(s), %d broker(s), micro-batches of %d, %.1f symbols a sequence, %.0f %% repeat an earlier one of the file, surrogates %s
                bare ONNX Runtime %,.0f sequences/s; the stream %,.0f (%,.0f symbols/s): %.2f of it
                without Kafka, one thread: %,.0f sequences/s; microseconds for one: %s
                processor time for one sequence: instances %.1f µs, brokers %.1f µs; resident memory %.0f MB
                from record to committed verdict: at half load p50 %.0f ms, p99 %.0f ms; at 90 %% p50 %.0f ms, p99 %.0f ms""".formatted(
                        r.model(),
                        r.cores(),
                        r.instances(),
                        r.brokers(),
                        r.batch(),
                        r.symbolsPerSequence(),
                        100 * r.repeated(),
                        r.surrogates(),
                        r.bareSequencesPerSecond(),
                        r.streamSequencesPerSecond(),
                        r.streamSymbolsPerSecond(),
                        r.ratio(),
                        r.topologySequencesPerSecond(),
                        parts,
                        r.instanceMicros(),
                        r.brokerMicros(),
                        r.instanceMegabytes(),
                        r.p50Millis(),
                        r.p99Millis(),
                        r.p50MillisAtHighLoad(),
                        r.p99MillisAtHighLoad());
    }
}
