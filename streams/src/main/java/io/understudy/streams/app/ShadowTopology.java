package io.understudy.streams.app;

import io.understudy.streams.answers.AnswersProcessor;
import io.understudy.streams.config.Settings;
import io.understudy.streams.coordinator.CoordinatorProcessor;
import io.understudy.streams.coordinator.CoordinatorStores;
import io.understudy.streams.gather.GatherProcessor;
import io.understudy.streams.intake.ModelResolver;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.intake.Sampling;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.serving.Models;
import io.understudy.streams.shadow.ShadowProcessor;
import io.understudy.streams.shadow.SurrogatesProcessor;
import io.understudy.streams.shadow.ThreadBatches;
import io.understudy.streams.store.CommitHook;
import io.understudy.streams.store.StateStores;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.PendingAnswer;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Window;
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
    private final Models models;
    private final ModelResolver resolver;
    private final Json json = new Json();
    private final Segmenter segmenter;

    /**
     * @param models there is one already where the settings name one
     */
    ShadowTopology(Settings settings, Models models) {
        this.settings = settings;
        this.models = models;
        this.resolver = settings.models().several()
                ? ModelResolver.named(settings.models().header(), models::manifest)
                : ModelResolver.only(models.served().iterator().next().serving()::manifest);
        this.segmenter = new Segmenter(settings.segments());
    }

    Topology build() {
        Topology topology = new Topology();
        addSurrogates(topology);
        SequenceDecoder decoder =
                new SequenceDecoder(json, resolver, settings.inference().longest(), segmenter);
        addGather(topology, decoder);
        addShadow(topology, decoder);
        addAnswers(topology);
        addCoordinator(topology);
        return topology;
    }

    private void addSurrogates(Topology topology) {
        ProcessorSupplier<String, byte[], Void, Void> keeper = () -> new SurrogatesProcessor(models);
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
        ProcessorSupplier<byte[], byte[], Object, Object> gather =
                () -> new GatherProcessor(decoder, resolver, settings.events(), segmenter, models);
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
        ThreadBatches batches = new ThreadBatches(settings);
        ProcessorSupplier<byte[], byte[], Object, Object> shadow = () -> new ShadowProcessor(
                batches, decoder, new Sampling(settings.inference().sampled()), models);
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
                        new ByteArraySerializer(),
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
                () -> new AnswersProcessor(models, settings.served());
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
                () -> new CoordinatorProcessor(settings, models);
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
