package io.understudy.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.streams.bench.CapacityBench;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench capacity}. */
@Command(
        name = "capacity",
        mixinStandardHelpOptions = true,
        description = {
            "What one thread of the stream can do with a model and its surrogates, without Kafka: to size a deployment by "
                    + "(deploy/CAPACITY.md)."
        },
        footer = {
            "",
            "Example:",
            "  understudy bench capacity --model models/orders --sequences traffic.txt --surrogates orders.surrogate"
        })
final class BenchCapacityCommand implements Callable<Integer> {
    @Mixin
    private BenchTraffic traffic;

    @Option(
            names = "--surrogates",
            required = true,
            paramLabel = "FILE",
            description = "Surrogates that 'distill' wrote.")
    private Path surrogates;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "10",
            description = "Time that is measured, after as much to warm up (${DEFAULT-VALUE}).")
    private double seconds;

    @Mixin
    private ResultOutput output;

    @Override
    public Integer call() throws JsonProcessingException {
        if (!(seconds >= 1)) {
            throw new InvalidInputException("--seconds is from 1 up");
        }
        CapacityBench.Result result = new CapacityBench(
                        new CapacityBench.Options(traffic.model(), traffic.sequences(), surrogates, seconds),
                        Clock.systemUTC())
                .run();
        output.print(result, () -> text(result));
        return 0;
    }

    private static String text(CapacityBench.Result r) {
        String parts = BenchTraffic.parts(r.micros());
        return """
                %s: %d symbols in its alphabet, %.1f in a sequence, surrogates %s
                one thread: %,.0f sequences/s, %,.0f symbols/s; microseconds for one sequence: %s""".formatted(
                        r.model(),
                        r.alphabet(),
                        r.symbolsPerSequence(),
                        r.surrogates(),
                        r.sequencesPerSecond(),
                        r.symbolsPerSecond(),
                        parts);
    }
}
