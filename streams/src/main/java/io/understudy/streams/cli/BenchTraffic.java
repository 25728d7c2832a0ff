package io.understudy.streams.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The model and the traffic of a benchmark, and how it names the cost of its parts. */
final class BenchTraffic {
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "A model's folder.")
    private Path model;

    @Option(
            names = "--sequences",
            required = true,
            paramLabel = "FILE",
            description = "The traffic, a sequence a line.")
    private Path sequences;

    /** The model's folder. */
    Path model() {
        return model;
    }

    /** The file. */
    Path sequences() {
        return sequences;
    }

    /**
     * What each part costs, as text.
     *
     * @param micros microseconds for one sequence, by part
     */
    static String parts(Map<String, Double> micros) {
        return micros.entrySet().stream()
                .map(part -> "%s %.1f".formatted(part.getKey(), part.getValue()))
                .collect(Collectors.joining(", "));
    }
}
