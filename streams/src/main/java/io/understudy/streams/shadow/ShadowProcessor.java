package io.understudy.streams.shadow;

import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.Unscorable;
import io.understudy.streams.store.CommitHook;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.PendingAnswer;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Puts sequences into its thread's micro-batch, and forwards verdicts, summaries and dead letters.
 *
 * <p>All that came is scored before it is committed: offsets, verdicts and the summary of a transaction's sequences are
 * in that transaction, so that after a crash each sequence has one verdict and is counted once.
 */
public final class ShadowProcessor implements Processor<byte[], byte[], Object, Object> {
    /** The store of sequences that an older release left waiting for their batch. */
    public static final String STORE = "waiting";
    /** The name of what calls before a commit. */
    public static final String HOOK = "before-commit";
    /** Where verdicts go. */
    public static final String VERDICTS = "to-verdicts";
    /** Where summaries go. */
    public static final String SUMMARIES = "to-summaries";
    /** Where answers go that are to be compared with what was answered in production. */
    public static final String ANSWERS = "to-answers";
    /** Where dead letters go. */
    public static final String DEAD_LETTERS = "to-dead-letters";

    /** Sequences in a summary, at most: what contributes to a drop is found by comparing summaries. */
    private static final int MOST_SUMMED_UP = 128;

    private final MicroBatches batches;
    private final int most;
    private final SequenceDecoder decoder;
    private final Meters meters;
    private final Deque<MicroBatch.Share> scored = new ArrayDeque<>();
    private final MicroBatch.Owner owner = scored::add;
    private MicroBatch batch;
    private ProcessorContext<Object, Object> context;
    private Pending pending;

    /** What a transaction's sequences have come to, as far as it is not forwarded yet. */
    private static final class Pending {
        private final ScoringEngine engine;
        private final Optional<Surrogates.Loaded> loaded;
        private final List<Compared> compared = new ArrayList<>();
        private long latest;

        Pending(ScoringEngine engine, Optional<Surrogates.Loaded> loaded) {
            this.engine = engine;
            this.loaded = loaded;
        }

        /** Whether what is in force has changed since. */
        boolean isOf(MicroBatch.Share share) {
            return share.engine() == engine && share.loaded().orElse(null) == loaded.orElse(null);
        }
    }

    /** One for each task. */
    public ShadowProcessor(MicroBatches batches, Settings.Inference settings, SequenceDecoder decoder, Meters meters) {
        this.most = Math.min(MOST_SUMMED_UP, settings.batch());
        this.batches = batches;
        this.decoder = decoder;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.batch = batches.own();
        CommitHook hook = context.getStateStore(HOOK);
        hook.beforeCommit(context, this::beforeCommit);
        takeOver(context.getStateStore(STORE));
    }

    /** What was refused of them has been sent away when they came. */
    private void takeOver(KeyValueStore<Long, RawRecord> older) {
        List<RawRecord> left = new ArrayList<>();
        try (KeyValueIterator<Long, RawRecord> entries = older.all()) {
            entries.forEachRemaining(entry -> left.add(entry.value));
        }
        left.forEach(raw -> {
            await(raw, decoder.decode(raw.raw()).sequences());
            older.delete(raw.offset());
        });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RawRecord raw = RawRecord.of(record, context.recordMetadata().orElseThrow());
        DecodedRecord decoded = decoder.decode(raw.raw());
        await(raw, decoded.sequences());
        long now = context.currentSystemTimeMs();
        decoded.answers()
                .forEach((name, served) -> context.forward(
                        new Record<>(name, new PendingAnswer(now, null, null, null, served), record.timestamp()),
                        ANSWERS));
        if (!decoded.refusals().isEmpty()) {
            sendAway(raw, decoded.refusals());
        } else if (decoded.sequences().isEmpty()) {
            meters.ignored();
        }
        batch.scoreIfFull();
        publish();
    }

    /** Puts the sequences of a record into the batch. */
    private void await(RawRecord raw, List<Sequence> sequences) {
        sequences.forEach(sequence -> batch.add(owner, sequence, raw));
    }

    private void sendAway(RawRecord raw, List<String> reasons) {
        context.forward(raw.dead(reasons), DEAD_LETTERS);
        meters.deadLetters(reasons.size());
    }

    /** What another task's turn has scored of this one's is published in this one's own. */
    private void publish() {
        while (!scored.isEmpty()) {
            publish(scored.poll());
        }
    }

    private void publish(MicroBatch.Share share) {
        if (pending != null && !pending.isOf(share)) {
            sumUp();
        }
        Map<RawRecord, List<String>> unscorables = new IdentityHashMap<>();
        for (int i = 0; i < share.raws().size(); i++) {
            RawRecord raw = share.raws().get(i);
            if (share.outcomes().get(i) instanceof Compared compared) {
                meters.scored(compared.answer().length, compared.comparisons());
                Verdict verdict = share.engine().verdict(compared, share.loaded());
                context.forward(new Record<>(verdict.id(), verdict, raw.timestamp()), VERDICTS);
                await(compared, share.engine().model().sha256(), raw.timestamp());
                add(compared, share, raw.timestamp());
            } else if (share.outcomes().get(i) instanceof Unscorable unscorable) {
                unscorables.computeIfAbsent(raw, one -> new ArrayList<>()).add(unscorable.reason());
            }
        }
        unscorables.forEach(this::sendAway);
    }

    private void add(Compared compared, MicroBatch.Share share, long timestamp) {
        if (pending == null) {
            pending = new Pending(share.engine(), share.loaded());
        }
        pending.compared.add(compared);
        pending.latest = timestamp;
        if (pending.compared.size() >= most) {
            sumUp();
        }
    }

    private void beforeCommit() {
        batch.score();
        publish();
        if (pending != null) {
            sumUp();
        }
    }

    private void sumUp() {
        Optional<AttractorTraffic> traffic = pending.engine.traffic(pending.compared, pending.loaded);
        traffic.ifPresent(meters::visited);
        Summary summary = pending.engine.summary(pending.compared, pending.loaded, traffic);
        meters.fired(summary.phrases());
        meters.served().served(summary.served());
        context.forward(new Record<>(summary.model(), summary, pending.latest), SUMMARIES);
        pending = null;
    }

    /** The endpoint's answer to a logged request comes by itself, before or after. */
    private void await(Compared done, String modelSha256, long timestamp) {
        if (done.sequence().answerKey() != null) {
            PendingAnswer own =
                    new PendingAnswer(context.currentSystemTimeMs(), done.sequence(), modelSha256, done.answer(), null);
            context.forward(new Record<>(done.sequence().answerKey(), own, timestamp), ANSWERS);
        }
    }

    @Override
    public void close() {
        batch.remove(owner);
    }
}
