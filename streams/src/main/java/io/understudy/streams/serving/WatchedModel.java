package io.understudy.streams.serving;

import io.understudy.streams.telemetry.Meters;

/** A model that is served, its surrogates, and its meters. */
public record WatchedModel(Serving serving, Surrogates surrogates, Meters meters) {
    /** The id that records, topics and metrics know it by. */
    public String id() {
        return serving.manifest().id();
    }
}
