package io.understudy.streams.app;

import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.Fingerprinter;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.serving.ModelWatch;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.telemetry.ModelMeters;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.ModelChanged;
import io.understudy.streams.topic.DriftEvent.ModelRefused;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the replacement of the model's file to the surrogates: publishes the event, and makes sure that no surrogate
 * of another function is used.
 */
final class ModelReplacement implements ModelWatch.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ModelReplacement.class);

    private final Serving serving;
    private final Surrogates surrogates;
    private final ModelMeters meters;
    private final Consumer<DriftEvent> events;
    private final Clock clock;

    /**
     * @param events where what happened is sent
     */
    ModelReplacement(WatchedModel model, Consumer<DriftEvent> events, Clock clock) {
        this.serving = model.serving();
        this.surrogates = model.surrogates();
        this.meters = model.meters().served();
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Runnable found(OnnxModel next) {
        String before = serving.sha256();
        Match match = Match.of(fingerprint(), next);
        surrogates.serve(next);
        return () -> {
            meters.serving(next.sha256());
            meters.refused(false);
            changed(before, next.sha256(), match);
        };
    }

    /** Of the function that is served: the surrogates carry it, with probes of their own. */
    private Fingerprint fingerprint() {
        Optional<Fingerprint> carried =
                surrogates.current().map(loaded -> loaded.bundle().fingerprint());
        try (Serving.Lease lease = serving.lease()) {
            return carried.orElseGet(() -> Fingerprinter.brief()
                    .take(lease.model(), List.of(), Optional.empty())
                    .fingerprint());
        }
    }

    private void changed(String before, String after, Match match) {
        Optional<Surrogates.Loaded> kept = surrogates.current();
        ModelChanged event = new ModelChanged(
                serving.manifest().id(),
                clock.millis(),
                before,
                after,
                match.verdict(),
                match.comparable() ? match.distance() : null,
                match.comparable() ? match.threshold() : null,
                kept.isPresent(),
                surrogates.version(),
                kept.filter(Surrogates.Loaded::attractorsLost).isPresent(),
                match.reason());
        LOG.warn(
                "the model is now {} (before: {}): {}, {}; {}",
                after,
                before,
                match.verdict(),
                match.reason(),
                event.kept() ? "its surrogates are in force" : "new surrogates are distilled");
        meters.changed(match.verdict());
        events.accept(event);
    }

    /** A file that was replaced while nothing ran. */
    void checkAtStart() {
        Optional<Bundle> newest = surrogates.newest();
        Optional<Surrogates.Loaded> loaded = surrogates.current();
        boolean own = loaded.filter(one -> one.bundle().fingerprint().sha256().equals(one.modelSha256()))
                .isPresent();
        if (newest.isEmpty() || own) {
            return;
        }
        Fingerprint known =
                loaded.map(Surrogates.Loaded::bundle).orElse(newest.get()).fingerprint();
        try (Serving.Lease lease = serving.lease()) {
            Match match = known == null
                    ? new Match(Double.POSITIVE_INFINITY, 0, 1, false, Equivalence.DIFFERENT, surrogates.refusal())
                    : Match.of(known, lease.model());
            changed(known == null ? null : known.sha256(), lease.model().sha256(), match);
        }
    }

    @Override
    public void refused(String reason) {
        LOG.error("the file in the model's folder cannot be served, {} stays in service: {}", serving.sha256(), reason);
        meters.refused(true);
        events.accept(new ModelRefused(serving.manifest().id(), clock.millis(), serving.sha256(), reason));
    }

    @Override
    public void unchanged() {
        meters.refused(false);
    }
}
