package io.understudy.agent.cli;

import picocli.CommandLine.Option;

/** The seed of all that is random in a command. */
public final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of all that is random: the same seed and input give the same result (${DEFAULT-VALUE}).")
    private long seed;

    /** The number. */
    public long value() {
        return seed;
    }
}
