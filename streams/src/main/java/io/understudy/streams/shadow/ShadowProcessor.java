package io.understudy.streams.shadow;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.Unscorable;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.PendingAnswer;
import io.understudy.streams.topic.Phrases;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Gathers sequences into micro-batches, scores them, and forwards verdicts, summaries and dead letters.
 *
 * <p>Kafka Streams commits the offset of a record as soon as it has been processed, and gives no hook before a commit;
 * so what waits for its batch waits in a store with a changelog. Offset, store and results are in one transaction:
 * after a crash the waiting sequences are restored, and each is scored once.
 */
public final class ShadowProcessor implements Processor<byte[], byte[], Object, Object> {
    /** The store of waiting sequences. */
    public static final String STORE = "waiting";
    /** Where verdicts go. */
    public static final String VERDICTS = "to-verdicts";
    /** Where summaries go. */
    public static final String SUMMARIES = "to-summaries";
    /** Where answers go that are to be compared with what was answered in production. */
    public static final String ANSWERS = "to-answers";
    /** Where dead letters go. */
    public static final String DEAD_LETTERS = "to-dead-letters";

    private final Serving serving;
    private final Surrogates surrogates;
    private final Settings settings;
    private final SequenceDecoder decoder;
    private final Meters meters;
    private final List<Waiting> batch = new ArrayList<>();
    private ScoringEngine engine;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<Long, RawRecord> store;

    /** A sequence of the next micro-batch and the record that it came in. */
    private record Waiting(Sequence sequence, RawRecord raw) {}

    /** One for each task. */
    public ShadowProcessor(
            Serving serving, Surrogates surrogates, Settings settings, SequenceDecoder decoder, Meters meters) {
        this.serving = serving;
        this.surrogates = surrogates;
        this.settings = settings;
        this.decoder = decoder;
        this.meters = meters;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.store = context.getStateStore(STORE);
        try (KeyValueIterator<Long, RawRecord> entries = store.all()) {
            // What was refused of them has been sent away when they came.
            entries.forEachRemaining(entry ->
                    await(entry.value, decoder.decode(entry.value.raw()).sequences()));
        }
        context.schedule(settings.inference().linger(), PunctuationType.WALL_CLOCK_TIME, now -> flush());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RawRecord raw = RawRecord.of(record, context.recordMetadata().orElseThrow());
        DecodedRecord decoded = decoder.decode(raw.raw());
        if (!decoded.sequences().isEmpty()) {
            await(raw, decoded.sequences());
            store.put(raw.offset(), raw);
        }
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
        if (batch.size() >= settings.inference().batch()) {
            flush();
        }
    }

    /** Puts the sequences of a record into the batch. */
    private void await(RawRecord raw, List<Sequence> sequences) {
        sequences.forEach(sequence -> batch.add(new Waiting(sequence, raw)));
    }

    private void sendAway(RawRecord raw, List<String> reasons) {
        context.forward(raw.dead(reasons), DEAD_LETTERS);
        meters.deadLetters(reasons.size());
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        // Model and surrogates are those of one moment, whatever is replaced meanwhile.
        try (Serving.Lease lease = serving.lease()) {
            if (engine == null || engine.model() != lease.model()) {
                engine = ScoringEngine.of(lease.model(), settings, meters);
            }
            score(surrogates.of(lease.model().sha256()));
        }
    }

    private void score(Optional<Surrogates.Loaded> loaded) {
        List<ScoredSequence> outcomes = engine.shadow()
                .score(
                        batch.stream().map(Waiting::sequence).toList(),
                        loaded.map(Surrogates.Loaded::scorers).orElse(Map.of()),
                        loaded.flatMap(Surrogates.Loaded::attractors));
        Optional<AttractorTraffic> attractors = loaded.map(Surrogates.Loaded::bundle)
                .map(Bundle::attractors)
                .map(map -> new AttractorTraffic(
                        map.attractors().stream().map(Attractor::id).toList()));
        List<Compared> compared = new ArrayList<>();
        Map<RawRecord, List<String>> unscorables = new IdentityHashMap<>();
        for (int i = 0; i < outcomes.size(); i++) {
            RawRecord raw = batch.get(i).raw();
            if (outcomes.get(i) instanceof Compared done) {
                compared.add(done);
                meters.scored(done.answer().length, done.comparisons());
                context.forward(
                        new Record<>(done.sequence().id(), verdict(done, loaded, attractors), raw.timestamp()),
                        VERDICTS);
                await(done, raw.timestamp());
            } else if (outcomes.get(i) instanceof Unscorable unscorable) {
                unscorables.computeIfAbsent(raw, one -> new ArrayList<>()).add(unscorable.reason());
            }
            store.delete(raw.offset());
        }
        unscorables.forEach(this::sendAway);
        if (!compared.isEmpty()) {
            attractors.ifPresent(traffic -> {
                compared.forEach(done -> done.path().ifPresent(traffic::add));
                meters.visited(traffic);
            });
            long latest = batch.get(batch.size() - 1).raw().timestamp();
            Phrases phrases =
                    loaded.map(these -> engine.reasons().fired(compared, these)).orElse(null);
            meters.fired(phrases);
            Summary summary = engine.summaries().of(compared, loaded, attractors, phrases);
            meters.served().served(summary.served());
            context.forward(new Record<>(summary.model(), summary, latest), SUMMARIES);
        }
        batch.clear();
    }

    /** The endpoint's answer to a logged request comes by itself, before or after. */
    private void await(Compared done, long timestamp) {
        if (done.sequence().answerKey() != null) {
            PendingAnswer own = new PendingAnswer(
                    context.currentSystemTimeMs(),
                    done.sequence(),
                    engine.model().sha256(),
                    done.answer(),
                    null);
            context.forward(new Record<>(done.sequence().answerKey(), own, timestamp), ANSWERS);
        }
    }

    private Verdict verdict(
            Compared compared, Optional<Surrogates.Loaded> loaded, Optional<AttractorTraffic> attractors) {
        Map<String, Verdict.Said> said = new TreeMap<>();
        compared.comparisons().forEach((name, comparison) -> said.put(name, Verdict.Said.of(comparison)));
        Sequence sequence = compared.sequence();
        float[][] answer = compared.answer();
        OnnxModel model = engine.model();
        return new Verdict(
                sequence.id(),
                model.manifest().id(),
                model.sha256(),
                sequence.timestamp(),
                sequence.segment(),
                loaded.map(these -> these.bundle().version()).orElse(0L),
                answer.length,
                Comparison.logProbability(model.task(), compared.word(), answer),
                model.task() == Task.CLASSIFIER ? model.manifest().className(Comparison.chosenClass(answer)) : null,
                said,
                attractors
                        .flatMap(traffic -> compared.path().map(traffic::stays))
                        .orElse(null),
                loaded.map(these -> engine.reasons().last(these, compared.word()))
                        .orElse(null),
                compared.served().map(ServedAnswerCheck::differs).orElse(null));
    }
}
