package io.understudy.streams.bench;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What one thread of the stream can do with a model, without Kafka: what a deployment is sized by. */
public final class CapacityBench {
    private final Options options;
    private final Clock clock;

    /**
     * What is run.
     *
     * @param surrogates a bundle
     * @param seconds that are measured, and as many before them
     */
    public record Options(Path model, Path sequences, Path surrogates, double seconds) {}

    /**
     * Figures of one run, on one thread.
     *
     * @param micros what each part takes, microseconds for one sequence
     * @param surrogates sizes by name
     */
    public record Result(
            String model,
            int alphabet,
            double symbolsPerSequence,
            Map<String, Integer> surrogates,
            double sequencesPerSecond,
            double symbolsPerSecond,
            Map<String, Double> micros) {}

    /** On {@code clock}, the surrogates have an age. */
    public CapacityBench(Options options, Clock clock) {
        this.options = options;
        this.clock = clock;
    }

    /** Runs it. */
    public Result run() {
        List<List<String>> sequences = SequenceFile.lines(options.sequences());
        Bundle bundle = new BundleFormat().load(options.surrogates());
        try (OnnxModel model = OnnxModel.open(options.model(), 1)) {
            bundle.requireFits(model, true);
            DirectRun.Result direct = new DirectRun(model, settings(), bundle, clock)
                    .run(DirectRun.records(sequences), options.seconds());
            double length = sequences.stream().mapToInt(List::size).average().orElse(0);
            return new Result(
                    model.manifest().id(),
                    model.alphabet().size(),
                    length,
                    DirectRun.sizes(bundle),
                    direct.sequencesPerSecond(),
                    direct.sequencesPerSecond() * length,
                    direct.micros());
        }
    }

    /** All defaults; there is no broker. */
    private Settings settings() {
        Properties properties = new Properties();
        properties.putAll(Map.of("model", options.model().toString(), "kafka.bootstrap.servers", "none:1"));
        return SettingsReader.of(properties, Map.of(), "defaults");
    }
}
