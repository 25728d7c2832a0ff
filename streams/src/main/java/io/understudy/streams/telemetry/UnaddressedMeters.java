package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts records that are for no model of this process, under a label that no model can have. */
public final class UnaddressedMeters {
    private static final String NO_MODEL = "(none)";

    private final MeterRegistry registry;

    /** Registers nothing until there is something to count. */
    public UnaddressedMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Sequences went to the dead letters. */
    public void deadLetters(int sequences) {
        Counter counter = Meters.sequences(registry, Tags.of(Meters.MODEL, NO_MODEL), Meters.DEAD_LETTER);
        counter.increment(sequences);
    }
}
