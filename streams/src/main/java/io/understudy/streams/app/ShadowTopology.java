package io.understudy.streams.app;

import io.understudy.streams.config.Settings;
import io.understudy.streams.coordinator.CoordinatorProcessor;
import io.understudy.streams.coordinator.CoordinatorStores;
import io.understudy.streams.gather.GatherProcessor;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.Sampling;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.shadow.AnswersProcessor;
import io.understudy.streams.shadow.MicroBatches;
import io.understudy.streams.shadow.ShadowProcessor;
import io.understudy.streams.shadow.Surrogates;
import io.understudy.streams.shadow.SurrogatesProcessor;
import io.understudy.streams.store.CommitHook;
import io.understudy.streams.store.StateStores;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.PendingAnswer;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import io.understudy.streams.topic.Window;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.Stores;

/**
 * Four sub-topologies and a global store:
 *
 * <pre>
 * events ─→ gather ─→ sequences, dead-letters
 * sequences ─→ shadow ─→ verdicts, dead-letters, summaries, answers
 * answers ─→ answers ─→ summaries
 * summaries, drift-events ─→ coordinator ─→ windows, drift-events, extraction-requests
 * surrogates ─→ global store, read by shadow
 * </pre>
 *
 * The extraction worker, which is no part of it, takes the requests and writes surrogates and drift events.
 */
final class ShadowTopology {
    private final Settings settings;
    private final Serving serving;
    private final Surrogates surrogates;
    private final Meters meters;
    private final Json json = new Json();
    private final Segmenter segmenter;

    ShadowTopology(Settings settings, Serving serving, Surrogates surrogates, Meters meters) {
        this.settings = settings;
        this.serving = serving;
        this.surrogates = surrogates;
        this.meters = meters;
        this.segmenter = new Segmenter(settings.segments());
    }

    Topology build() {
        Topology topology = new Topology();
        addSurrogates(topology);
        SequenceDecoder decoder = new SequenceDecoder(
                json, serving::manifest, settings.inference().longest(), segmenter);
        addGather(topology, decoder);
        addShadow(topology, decoder);
        addAnswers(topology);
        addCoordinator(topology);
        return topology;
    }

    private void addSurrogates(Topology topology) {
        ProcessorSupplier<String, byte[], Void, Void> keeper = () -> new SurrogatesProcessor(surrogates);
        topology.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(SurrogatesProcessor.STORE),
                                Serdes.String(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                "surrogates-in",
                new StringDeserializer(),
                new ByteArrayDeserializer(),
                settings.topics().surrogates(),
                "surrogates-keeper",
                keeper);
    }

    private void addGather(Topology topology, SequenceDecoder decoder) {
        Optional<String> end = settings.events().end().or(serving.manifest()::end);
        ProcessorSupplier<byte[], byte[], Object, Object> gather =
                () -> new GatherProcessor(decoder, settings.events(), end, segmenter, meters);
        topology.addSource(
                        "events-in",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        settings.topics().events())
                .addProcessor("gather", gather, "events-in")
                .addStateStore(
                        StateStores.store(
                                GatherProcessor.STORE, Serdes.String(), json.serde(GatherProcessor.pieceType())),
                        "gather")
                .addSink(
                        GatherProcessor.SEQUENCES,
                        settings.topics().sequences(),
                        new ByteArraySerializer(),
                        serializer(Sequence.class),
                        "gather")
                .addSink(
                        GatherProcessor.DEAD_LETTERS,
                        settings.topics().deadLetters(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        "gather");
    }

    private void addShadow(Topology topology, SequenceDecoder decoder) {
        MicroBatches batches = new MicroBatches(serving, surrogates, settings, meters);
        ProcessorSupplier<byte[], byte[], Object, Object> shadow = () -> new ShadowProcessor(
                batches, decoder, new Sampling(settings.inference().sampled()), meters);
        topology.addSource(
                        "sequences-in",
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        settings.topics().sequences())
                .addProcessor("shadow", shadow, "sequences-in")
                .addStateStore(CommitHook.builder(ShadowProcessor.HOOK), "shadow")
                .addStateStore(
                        StateStores.store(ShadowProcessor.STORE, Serdes.Long(), json.serde(RawRecord.class)), "shadow")
                .addSink(
                        ShadowProcessor.VERDICTS,
                        settings.topics().verdicts(),
                        new StringSerializer(),
                        serializer(Verdict.class),
                        "shadow")
                .addSink(
                        ShadowProcessor.SUMMARIES,
                        settings.topics().summaries(),
                        new StringSerializer(),
                        serializer(Summary.class),
                        "shadow")
                .addSink(
                        ShadowProcessor.ANSWERS,
                        settings.topics().answers(),
                        new StringSerializer(),
                        serializer(PendingAnswer.class),
                        "shadow")
                .addSink(
                        ShadowProcessor.DEAD_LETTERS,
                        settings.topics().deadLetters(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        "shadow");
    }

    private void addAnswers(Topology topology) {
        ProcessorSupplier<String, PendingAnswer, Object, Object> answers =
                () -> new AnswersProcessor(serving, settings.served(), meters);
        topology.addSource(
                        "answers-in",
                        new StringDeserializer(),
                        deserializer(PendingAnswer.class),
                        settings.topics().answers())
                .addProcessor("answers", answers, "answers-in")
                .addStateStore(
                        StateStores.store(AnswersProcessor.STORE, Serdes.String(), json.serde(PendingAnswer.class)),
                        "answers")
                .addSink(
                        AnswersProcessor.SUMMARIES,
                        settings.topics().summaries(),
                        new StringSerializer(),
                        serializer(Summary.class),
                        "answers");
    }

    private void addCoordinator(Topology topology) {
        ProcessorSupplier<String, Object, Object, Object> coordinator =
                () -> new CoordinatorProcessor(settings, surrogates, meters);
        topology.addSource(
                        "summaries-in",
                        new StringDeserializer(),
                        deserializer(Summary.class),
                        settings.topics().summaries())
                .addSource(
                        "drift-events-in",
                        new StringDeserializer(),
                        deserializer(DriftEvent.class),
                        settings.topics().driftEvents())
                .addProcessor("coordinator", coordinator, "summaries-in", "drift-events-in")
                .addSink(
                        CoordinatorProcessor.TO_WINDOWS,
                        settings.topics().windows(),
                        new StringSerializer(),
                        serializer(Window.class),
                        "coordinator")
                .addSink(
                        CoordinatorProcessor.DRIFT_EVENTS,
                        settings.topics().driftEvents(),
                        new StringSerializer(),
                        serializer(DriftEvent.class),
                        "coordinator")
                .addSink(
                        CoordinatorProcessor.REQUESTS,
                        settings.topics().extractionRequests(),
                        new StringSerializer(),
                        serializer(ExtractionRequest.class),
                        "coordinator");
        CoordinatorStores.builders(json).forEach(store -> topology.addStateStore(store, "coordinator"));
    }

    private <T> Serializer<T> serializer(Class<T> type) {
        return json.serde(type).serializer();
    }

    private <T> Deserializer<T> deserializer(Class<T> type) {
        return json.serde(type).deserializer();
    }
}
