package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.streams.topic.ServedComparison;
import java.util.List;

/** Meters of the model's file, and of how the production endpoint's answers compare with it. */
public final class ModelMeters {
    private final MeterRegistry registry;
    private final Tags model;
    private final MultiGauge info;
    private final Counter compared;
    private final Counter differed;
    private final Counter unmatched;
    private volatile boolean refused;

    ModelMeters(MeterRegistry registry, Tags model) {
        this.registry = registry;
        this.model = model;
        this.info = MultiGauge.builder("understudy.model.info")
                .description("Always 1; the label sha256 names the file that is served under the model's id")
                .register(registry);
        Gauge.builder("understudy.model.refused", () -> refused ? 1 : 0)
                .description(
                        "1 while the file in the model's folder cannot be served: the previous one is, if there was one")
                .tags(model)
                .register(registry);
        this.compared = Counter.builder("understudy.served.compared")
                .description("Answers of the production endpoint that were compared with the model's")
                .tags(model)
                .register(registry);
        this.differed = Counter.builder("understudy.served.disagreement")
                .description(
                        "Answers of the production endpoint that differ from the model's by more than the tolerance")
                .tags(model)
                .register(registry);
        this.unmatched = Counter.builder("understudy.served.unmatched")
                .description("Logged answers of the production endpoint whose request did not arrive")
                .tags(model)
                .register(registry);
        for (Equivalence verdict : Equivalence.values()) {
            changes(verdict);
        }
    }

    /** What is served from now on. */
    public void serving(String sha256) {
        info.register(List.of(MultiGauge.Row.of(model.and("sha256", sha256), 1)), true);
    }

    /** Another file is served. */
    public void changed(Equivalence verdict) {
        changes(verdict).increment();
    }

    private Counter changes(Equivalence verdict) {
        return Counter.builder("understudy.model.changes")
                .description("Times that another file was found to be served, by how it compares with the one before")
                .tags(model.and("verdict", verdict.toString()))
                .register(registry);
    }

    /** Whether what lies in the folder is refused. */
    public void refused(boolean is) {
        refused = is;
    }

    /** Answers of the production endpoint were compared. */
    public void served(ServedComparison comparison) {
        compared.increment(comparison.compared());
        differed.increment(comparison.differed());
    }

    /** Nothing came that a logged answer answers. */
    public void unmatched() {
        unmatched.increment();
    }
}
