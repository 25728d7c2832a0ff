package io.understudy.streams.shadow;

import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.Sampling;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoredSequence.Unscorable;
import io.understudy.streams.serving.Models;
import io.understudy.streams.store.CommitHook;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.PendingAnswer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Puts sequences into its thread's micro-batch, and forwards verdicts, summaries and dead letters.
 *
 * <p>All that came is scored before it is committed: offsets, verdicts and the summary of a transaction's sequences are
 * in that transaction, so that after a crash each sequence has one verdict and is counted once. A thread's tasks are
 * committed together, in one transaction: whichever is first forwards the summary of all.
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

    private final ThreadBatches threads;
    private final SequenceDecoder decoder;
    private final Sampling sampling;
    private final Models models;
    private final MicroBatch.Owner owner = this::scored;
    private MicroBatches batches;
    private CommitHook hook;
    private KeyValueStore<Long, RawRecord> older;
    private ProcessorContext<Object, Object> context;

    /** One for each task. */
    public ShadowProcessor(ThreadBatches threads, SequenceDecoder decoder, Sampling sampling, Models models) {
        this.sampling = sampling;
        this.threads = threads;
        this.decoder = decoder;
        this.models = models;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.batches = threads.own();
        this.hook = context.getStateStore(HOOK);
        hook.beforeCommit(context, this::beforeCommit);
        this.older = context.getStateStore(STORE);
        context.schedule(CommitPace.INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    private void look(long now) {
        // Not in init already: what is scored is forwarded.
        if (older != null) {
            takeOver(older);
            older = null;
        }
        commitIfDue(now);
    }

    private void commitIfDue(long now) {
        if (batches.pace().due(now)) {
            context.commit();
        }
    }

    /** What was refused of them has been sent away when they came. */
    private void takeOver(KeyValueStore<Long, RawRecord> store) {
        List<RawRecord> left = new ArrayList<>();
        try (KeyValueIterator<Long, RawRecord> entries = store.all()) {
            entries.forEachRemaining(entry -> left.add(entry.value));
        }
        left.forEach(raw -> {
            await(raw, decoder.decode(raw.raw()));
            store.delete(raw.offset());
        });
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RawRecord raw = RawRecord.of(record, context.recordMetadata().orElseThrow());
        DecodedRecord decoded = decoder.decode(raw.raw());
        await(raw, decoded);
        long now = context.currentSystemTimeMs();
        decoded.answers()
                .forEach((name, served) -> context.forward(
                        new Record<>(
                                name,
                                new PendingAnswer(now, decoded.model(), null, null, null, served),
                                record.timestamp()),
                        ANSWERS));
        if (!decoded.refusals().isEmpty()) {
            sendAway(raw, decoded.model(), decoded.refusals());
        } else if (decoded.sequences().isEmpty()) {
            models.withMeters(decoded.model(), Meters::ignored);
        }
        forwardSummaries();
        batches.pace().came(record.timestamp(), now);
        commitIfDue(now);
    }

    /** Puts the sequences of a record into their model's batch, if it is in the sample. */
    private void await(RawRecord raw, DecodedRecord decoded) {
        models.find(decoded.model()).ifPresent(model -> {
            if (sampling.takes(raw)) {
                batches.add(model, owner, decoded.sequences(), raw);
            } else {
                model.meters().sampledOut(decoded.sequences().size());
            }
        });
    }

    private void sendAway(RawRecord raw, String model, List<String> reasons) {
        context.forward(raw.dead(model, reasons), DEAD_LETTERS);
        models.deadLetters(model, reasons.size());
    }

    /**
     * In whichever task's turn it was scored, since Kafka Streams commits task by task and waits each time until the
     * broker has what was sent.
     */
    private void scored(MicroBatch.Share share) {
        hook.asProcessor(() -> publish(share));
    }

    private void forwardSummaries() {
        batches.drainSummaries(next ->
                context.forward(new Record<>(next.summary().model(), next.summary(), next.timestamp()), SUMMARIES));
    }

    private void publish(MicroBatch.Share share) {
        String model = share.model().manifest().id();
        Map<RawRecord, List<String>> unscorables = new IdentityHashMap<>();
        for (MicroBatch.Scored one : share.scored()) {
            RawRecord raw = one.raw();
            if (one.outcome() instanceof Compared compared) {
                share.meters()
                        .scored(
                                compared.scored().answer().length,
                                compared.scored().comparisons());
                context.forward(new Record<>(compared.sequence().id(), one.verdict(), raw.timestamp()), VERDICTS);
                await(compared, model, share.model().sha256(), raw.timestamp());
            } else if (one.outcome() instanceof Unscorable unscorable) {
                unscorables.computeIfAbsent(raw, first -> new ArrayList<>()).add(unscorable.reason());
            }
        }
        unscorables.forEach((raw, reasons) -> sendAway(raw, model, reasons));
    }

    private void beforeCommit() {
        batches.end(context.currentSystemTimeMs());
        forwardSummaries();
    }

    /** The endpoint's answer to a logged request comes by itself, before or after. */
    private void await(Compared done, String model, String modelSha256, long timestamp) {
        if (done.sequence().answerKey() != null) {
            PendingAnswer own = new PendingAnswer(
                    context.currentSystemTimeMs(),
                    model,
                    done.sequence(),
                    modelSha256,
                    done.scored().answer(),
                    null);
            context.forward(new Record<>(done.sequence().answerKey(), own, timestamp), ANSWERS);
        }
    }

    @Override
    public void close() {
        // A task that is revived goes on with this object, and reads again what was not committed.
        batches.remove(owner);
    }
}
