package io.understudy.agent.cli.bench;

import io.understudy.agent.model.InvalidInputException;
import picocli.CommandLine.Option;

/** How long a benchmark measures. */
final class MeasuringTime {
    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "Time that each contestant runs per round (${DEFAULT-VALUE}).")
    private double seconds;

    double seconds() {
        if (!(seconds > 0)) {
            throw new InvalidInputException("--seconds is " + seconds + "; expected more than zero");
        }
        return seconds;
    }
}
