package io.understudy.streams.shadow;

import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.scoring.ScoredSequence;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoringEngine;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What waits on one stream thread to be scored by one model, whichever of the thread's partitions it came from: the larger a batch,
 * the less inference costs. Not safe for use by several threads.
 */
final class MicroBatch {
    private final WatchedModel model;
    private final Settings settings;
    private final List<Waiting> waiting = new ArrayList<>();
    private final OpenSummary summary = new OpenSummary();
    private ScoringEngine engine;
    private long held;

    MicroBatch(WatchedModel model, Settings settings) {
        this.model = model;
        this.settings = settings;
    }

    /** Gets what became of its sequences. */
    interface Owner {
        void scored(Share share);
    }

    /** A sequence and the record that it came in. */
    private record Waiting(Owner owner, Sequence sequence, RawRecord raw, long numbers) {}

    /**
     * One owner's part of a batch that has been scored.
     *
     * @param meters of the model
     * @param model that answered
     */
    record Share(Meters meters, OnnxModel model, List<Scored> scored) {}

    /**
     * A sequence that has been scored.
     *
     * @param raw the record that it came in
     * @param verdict for its topic; null if it is unscorable
     */
    record Scored(RawRecord raw, ScoredSequence outcome, byte[] verdict) {}

    void add(Owner owner, Sequence sequence, RawRecord raw) {
        long numbers =
                Held.numbers(sequence.symbols().size() + 1, model.serving().manifest());
        waiting.add(new Waiting(owner, sequence, raw, numbers));
        held += numbers;
    }

    /** The owner is gone: what it had waiting is no longer its own. */
    void remove(Owner owner) {
        waiting.removeIf(one -> one.owner() == owner);
        held = waiting.stream().mapToLong(Waiting::numbers).sum();
        summary.remove(owner);
    }

    /** Scores all that waits if it is a whole batch; the rest is scored before a commit. */
    void scoreIfFull() {
        if (waiting.size() >= settings.inference().batch() || held >= Held.MOST) {
            score();
        }
    }

    /** Scores all that waits. */
    void score() {
        if (waiting.isEmpty()) {
            return;
        }
        // Model and surrogates are those of one moment, whatever is replaced meanwhile.
        try (Serving.Lease lease = model.serving().lease()) {
            Optional<Surrogates.Loaded> loaded =
                    model.surrogates().of(lease.model().sha256());
            if (engine == null || !engine.isOf(lease.model(), loaded)) {
                engine = new ScoringEngine(lease.model(), loaded, settings, model.meters());
            }
            List<ScoredSequence> outcomes =
                    engine.outcomes(waiting.stream().map(Waiting::sequence).toList());
            Map<Owner, Share> shares = new IdentityHashMap<>();
            for (int i = 0; i < outcomes.size(); i++) {
                byte[] verdict = outcomes.get(i) instanceof Compared compared ? engine.verdict(compared) : null;
                shares.computeIfAbsent(
                                waiting.get(i).owner(),
                                one -> new Share(model.meters(), lease.model(), new ArrayList<>()))
                        .scored()
                        .add(new Scored(waiting.get(i).raw(), outcomes.get(i), verdict));
            }
            sumUp(outcomes);
            waiting.clear();
            held = 0;
            shares.forEach(Owner::scored);
        }
    }

    private void sumUp(List<ScoredSequence> outcomes) {
        summary.scoredWith(engine);
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
