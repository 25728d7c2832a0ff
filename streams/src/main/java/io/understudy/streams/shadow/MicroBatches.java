package io.understudy.streams.shadow;

import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.serving.WatchedModel;
import io.understudy.streams.topic.Sequence;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The micro-batches of one stream thread: one for each model. Not safe for use by several threads. */
final class MicroBatches {
    private final Settings settings;
    private final Map<String, MicroBatch> batches = new TreeMap<>();
    private final CommitPace pace;

    MicroBatches(Settings settings) {
        this.settings = settings;
        this.pace = new CommitPace(settings.inference().linger());
    }

    /** When the thread is to commit. */
    CommitPace pace() {
        return pace;
    }

    /** Puts sequences into a model's batch; it is scored if it is whole. */
    void add(WatchedModel model, MicroBatch.Owner owner, Collection<Sequence> sequences, RawRecord raw) {
        MicroBatch batch = batches.computeIfAbsent(model.id(), id -> new MicroBatch(model, settings));
        for (Sequence sequence : sequences) {
            batch.add(owner, sequence, raw);
            batch.scoreIfFull();
        }
    }

    /** The owner is gone: what it had waiting is no longer its own. */
    void remove(MicroBatch.Owner owner) {
        batches.values().forEach(batch -> batch.remove(owner));
    }

    /** Scores all that waits, and ends all summaries. */
    void end(long now) {
        batches.values().forEach(MicroBatch::score);
        batches.values().forEach(batch -> batch.summary().end());
        pace.committing(now);
    }

    /** Gives away the summaries that have ended. */
    void drainSummaries(Consumer<OpenSummary.Dated> sink) {
        for (MicroBatch batch : batches.values()) {
            for (OpenSummary.Dated next = batch.summary().poll();
                    next != null;
                    next = batch.summary().poll()) {
                sink.accept(next);
            }
        }
    }
}
