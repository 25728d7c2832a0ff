package io.understudy.streams.shadow;

import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.telemetry.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The micro-batch of each stream thread. */
public final class MicroBatches {
    private final Serving serving;
    private final Surrogates surrogates;
    private final Settings settings;
    private final Meters meters;
    private final Map<Thread, MicroBatch> batches = new ConcurrentHashMap<>();

    /** Of one application. */
    public MicroBatches(Serving serving, Surrogates surrogates, Settings settings, Meters meters) {
        this.serving = serving;
        this.surrogates = surrogates;
        this.settings = settings;
        this.meters = meters;
    }

    /** Of the thread that calls this. */
    MicroBatch own() {
        return batches.computeIfAbsent(
                Thread.currentThread(), thread -> new MicroBatch(serving, surrogates, settings, meters));
    }
}
