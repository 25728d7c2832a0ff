package io.understudy.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import io.understudy.streams.bench.SoakBench;
import io.understudy.streams.bench.SoakBench.Trend;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code understudy bench soak}. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Whether an instance holds more and more while the traffic changes every three minutes and surrogates are "
                    + "distilled and replaced: heap after full collections, resident memory, threads, file handles, state, "
                    + "temporary files. Broker and instance in processes of their own; needs a JDK (jcmd)."
        },
        footer = {"", "Example:", "  understudy bench soak --duration PT30M --json"})
final class BenchSoakCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(1);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "PT30M",
            description = "How long, in seconds or as ISO-8601 (${DEFAULT-VALUE}); the first third is warm-up.")
    private Duration duration;

    @Mixin
    private ResultOutput output;

    @Override
    public Integer call() throws JsonProcessingException {
        if (duration.compareTo(SHORTEST) < 0) {
            throw new InvalidInputException("--duration is at least a minute: " + duration);
        }
        Clock clock = Clock.systemUTC();
        SoakBench.Result result =
                new SoakBench(duration, clock, new TerminalProgress(System.err, System.console() != null, clock)).run();
        output.print(result, () -> text(result));
        return 0;
    }

    private static String text(SoakBench.Result r) {
        return """
                %.0f minutes, of which %.0f warm-up; %d samples after it; %,d sequences sent, %,d scored; surrogates promoted %d times
                %s
                %s
                %s
                %s
                %s
                %s""".formatted(
                        r.minutes(),
                        r.warmUpMinutes(),
                        r.samples(),
                        r.sequences(),
                        r.scored(),
                        r.promotions(),
                        line("least heap collected, MB", r.heapMegabytes()),
                        line("resident memory, MB", r.residentMegabytes()),
                        line("threads", r.threads()),
                        line("file handles", r.handles()),
                        line("state, MB", r.stateMegabytes()),
                        line("temporary files", r.temporaryEntries()));
    }

    private static String line(String what, Trend trend) {
        return "%-26s mean %,.1f, from %,.1f to %,.1f, %+.2f %% in 10 minutes"
                .formatted(what, trend.mean(), trend.first(), trend.last(), trend.percentPer10Minutes());
    }
}
