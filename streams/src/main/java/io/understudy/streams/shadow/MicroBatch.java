package io.understudy.streams.shadow;

import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits on one stream thread to be scored, whichever of the thread's partitions it came from: the larger a batch,
 * the less inference costs. Not safe for use by several threads.
 */
final class MicroBatch {
    private final Serving serving;
    private final Surrogates surrogates;
    private final Settings settings;
    private final Meters meters;
    private final List<Waiting> waiting = new ArrayList<>();
    private final OpenSummary summary;
    private ScoringEngine engine;

    MicroBatch(Serving serving, Surrogates surrogates, Settings settings, Meters meters) {
        this.serving = serving;
        this.surrogates = surrogates;
        this.settings = settings;
        this.meters = meters;
        this.summary = new OpenSummary(meters);
    }

    /** Gets what became of its sequences. */
    interface Owner {
        void scored(Share share);
    }

    /** A sequence and the record that it came in. */
    private record Waiting(Owner owner, Sequence sequence, RawRecord raw) {}

    /**
     * One owner's part of a batch that has been scored.
     *
     * @param engine that scored it
     * @param loaded the surrogates that were in force
     * @param raws the records, as many as outcomes
     */
    record Share(
            ScoringEngine engine,
            Optional<Surrogates.Loaded> loaded,
            List<RawRecord> raws,
            List<ScoredSequence> outcomes) {}

    void add(Owner owner, Sequence sequence, RawRecord raw) {
        waiting.add(new Waiting(owner, sequence, raw));
    }

    /** The owner is gone: what it had waiting is no longer its own. */
    void remove(Owner owner) {
        waiting.removeIf(one -> one.owner() == owner);
        summary.remove(owner);
    }

    /** Scores all that waits if it is a whole batch; the rest is scored before a commit. */
    void scoreIfFull() {
        if (waiting.size() >= settings.inference().batch()) {
            score();
        }
    }

    /** Scores all that waits. */
    void score() {
        if (waiting.isEmpty()) {
            return;
        }
        // Model and surrogates are those of one moment, whatever is replaced meanwhile.
        try (Serving.Lease lease = serving.lease()) {
            if (engine == null || engine.model() != lease.model()) {
                engine = new ScoringEngine(lease.model(), settings, meters);
            }
            Optional<Surrogates.Loaded> loaded = surrogates.of(lease.model().sha256());
            List<ScoredSequence> outcomes =
                    engine.outcomes(waiting.stream().map(Waiting::sequence).toList(), loaded);
            Map<Owner, Share> shares = new IdentityHashMap<>();
            for (int i = 0; i < outcomes.size(); i++) {
                Share share = shares.computeIfAbsent(
                        waiting.get(i).owner(), one -> new Share(engine, loaded, new ArrayList<>(), new ArrayList<>()));
                share.raws().add(waiting.get(i).raw());
                share.outcomes().add(outcomes.get(i));
            }
            sumUp(outcomes, loaded);
            waiting.clear();
            shares.forEach(Owner::scored);
        }
    }

    private void sumUp(List<ScoredSequence> outcomes, Optional<Surrogates.Loaded> loaded) {
        summary.scoredWith(engine, loaded);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Compared compared) {
                summary.add(
                        waiting.get(i).owner(), compared, waiting.get(i).raw().timestamp());
            }
        }
    }

    /** Of all that the thread has scored, whichever owner asks: the one whose commit comes first forwards them. */
    OpenSummary summary() {
        return summary;
    }
}
