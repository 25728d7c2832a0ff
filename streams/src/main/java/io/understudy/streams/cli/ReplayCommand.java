package io.understudy.streams.cli;

import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.terminal.TerminalProgress;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.replay.Onset;
import io.understudy.streams.replay.ReplayResult;
import io.understudy.streams.replay.TimeRange;
import io.understudy.streams.replay.TopicReplay;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code understudy replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Scores a stretch of the sequences topic again: since when has a surrogate not said what the model says?",
            "",
            "Writes fidelity window by window, and each drop with the window in which it began, as JSON lines and as a report. "
                    + "Scores with the surrogates that were in force when the stretch began, as far as the topic still holds "
                    + "them, or with --surrogate. Joins no group and commits nothing: the running instances are not disturbed."
        },
        footer = {
            "",
            "Examples:",
            "  understudy replay --config understudy.properties --from PT6H --to now",
            "  understudy replay --config understudy.properties --from 2026-11-26T00:00:00Z --to 2026-11-26T12:00:00Z \\",
            "      --surrogate v3.surrogate --out monday.jsonl --report monday.html"
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The properties file of 'run'.")
    private Path config;

    @Option(names = "--model", paramLabel = "ID", description = "The model, where the file names several ('models').")
    private String model;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "Its first moment: 2026-11-26T08:00:00Z, or a duration before now: PT2H.")
    private String from;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TIME",
            description = "The first moment after it, in the same form, or now.")
    private String to;

    @Option(names = "--surrogate", paramLabel = "FILE", description = "A file that 'distill' wrote, to score with.")
    private Path surrogate;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write JSON lines; standard output by default.")
    private Path out;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "replay.html",
            description = "Where to write the report (${DEFAULT-VALUE}).")
    private Path report;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        TimeRange range = TimeRange.of(from, to, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        ReplayResult result = new TopicReplay(SettingsReader.read(config, System.getenv()), clock)
                .run(
                        Optional.ofNullable(model),
                        range,
                        Optional.ofNullable(surrogate),
                        new TerminalProgress(System.err, System.console() != null, clock));
        String lines = String.join("\n", result.jsonLines()) + "\n";
        if (out == null) {
            spec.commandLine().getOut().print(lines);
            spec.commandLine().getOut().flush();
        } else {
            AtomicFile.write(lines.getBytes(StandardCharsets.UTF_8), out, "the replay");
        }
        AtomicFile.write(TopicReplay.report(result).getBytes(StandardCharsets.UTF_8), report, "the report");
        PrintWriter err = spec.commandLine().getErr();
        err.println("%,d sequences in %,d windows, %,d refused; surrogates of version %d; report in %s"
                .formatted(result.sequences(), result.windows().size(), result.refused(), result.version(), report));
        if (result.onsets().isEmpty()) {
            err.println("no drop of fidelity was detected");
        }
        for (Onset onset : result.onsets()) {
            err.println(
                    "%s of '%s' dropped from %.3f to %.3f, beginning in the window of %s (at about %s; evident at %s)"
                            .formatted(
                                    onset.measure().key(),
                                    onset.surrogate(),
                                    onset.before(),
                                    onset.after(),
                                    onset.window(),
                                    onset.began(),
                                    onset.detected()));
        }
        return 0;
    }
}
