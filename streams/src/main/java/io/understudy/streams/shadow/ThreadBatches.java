package io.understudy.streams.shadow;

import io.understudy.streams.config.Settings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The micro-batches of each stream thread. */
public final class ThreadBatches {
    private final Settings settings;
    private final Map<Thread, MicroBatches> batches = new ConcurrentHashMap<>();

    /** Of one application. */
    public ThreadBatches(Settings settings) {
        this.settings = settings;
    }

    /** Of the thread that calls this. */
    MicroBatches own() {
        return batches.computeIfAbsent(Thread.currentThread(), thread -> new MicroBatches(settings));
    }
}
