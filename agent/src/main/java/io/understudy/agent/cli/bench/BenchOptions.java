package io.understudy.agent.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.cli.SeedOption;
import io.understudy.agent.terminal.ResultOutput;
import io.understudy.agent.terminal.TerminalProgress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Options that all benchmarks share. */
final class BenchOptions {
    @Parameters(arity = "1..*", paramLabel = "MODEL_DIR", description = "Folders with model.onnx and model.json.")
    private List<Path> models;

    @Mixin
    private SeedOption seed;

    @Mixin
    private ResultOutput output;

    List<Path> models() {
        return models;
    }

    long seed() {
        return seed.value();
    }

    TerminalProgress progress() {
        return new TerminalProgress(System.err, System.console() != null, Clock.systemUTC());
    }

    void print(Object result, Supplier<String> text) throws JsonProcessingException {
        output.print(result, text);
    }
}
