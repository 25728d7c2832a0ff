package io.understudy.streams.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.extraction.ChallengerEvaluation;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Trigger;
import io.understudy.streams.topic.Verdict;
import io.understudy.streams.topic.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever dies: every accepted sequence has exactly one verdict, the windows' counts equal a recount from the verdicts,
 * and the surrogates that were in force still are.
 */
class FaultsIT {
    private static final int SEQUENCES = 60_000;
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final List<String> OPTIONS = List.of("-Xmx512m");

    @TempDir
    Path folder;

    private final Json json = new Json();

    @Test
    @Timeout(600)
    void twoInstancesShareThePartitionsAndSurviveTheDeathOfEither() {
        try (ShippedModel model = new ShippedModel();
                Deployment all = deployment(model, 1)) {
            String file = prepare(model, all);
            JavaProcess first = all.start(OPTIONS);
            JavaProcess second = all.start(OPTIONS);
            send(model, all, 0, SEQUENCES / 2);
            all.await("the first is in the middle", () -> all.committed() > SEQUENCES / 8);
            first.kill();
            poison(all, file);
            send(model, all, SEQUENCES / 2, SEQUENCES / 2);
            all.start(OPTIONS);
            all.await("the rest is shared", () -> all.committed() > SEQUENCES * 3L / 4);
            second.kill();
            verify(all);
        }
    }

    @Test
    @Timeout(600)
    void eachOfThreeBrokersIsKilledAndComesBack() {
        try (ShippedModel model = new ShippedModel();
                Deployment all = deployment(model, 3)) {
            prepare(model, all);
            all.start(OPTIONS);
            // One of them leads the quorum, and one coordinates the transactions.
            for (int broker = 0; broker < 3; broker++) {
                send(model, all, broker * SEQUENCES / 3, SEQUENCES / 3);
                all.brokers().node(broker).kill();
                long before = all.committed();
                all.await("goes on without broker " + broker, () -> all.committed() > before);
                all.brokers().restart(broker);
                int done = (broker + 1) * SEQUENCES / 3;
                all.await("all brokers are back", () -> all.committed() >= done && all.inSync());
            }
            verify(all);
        }
    }

    private Deployment deployment(ShippedModel model, int brokers) {
        return new Deployment(
                model.folder(),
                brokers,
                folder,
                Map.of(
                        "fidelity.window", "PT5S",
                        "fidelity.margin", "0.9",
                        "fidelity.least-drop", "0.9",
                        "extraction.surrogates", "fsa",
                        "extraction.budget", "PT2S"));
    }

    /** Surrogates for the model; the file that they are of. */
    private static String prepare(ShippedModel shipped, Deployment all) {
        Settings settings = all.settings();
        try (OnnxModel model = OnnxModel.open(shipped.folder(), 1)) {
            ExtractionRequest request = new ExtractionRequest(
                    "test",
                    model.manifest().id(),
                    model.sha256(),
                    Trigger.INITIAL,
                    0,
                    SequenceFile.lines(shipped.normal()).subList(0, 500));
            Bundle bundle = new ChallengerEvaluation(settings.extraction(), settings.fidelity(), Clock.systemUTC())
                    .hold(model, request, Optional.empty(), 0, Progress.none())
                    .promoted()
                    .orElseThrow();
            all.publish(bundle, model.sha256());
            return new ServedFile(bundle.model(), model.sha256()).key();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Deployment all) {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, all.address()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void send(ShippedModel model, Deployment all, int from, int count) {
        List<List<String>> lines = SequenceFile.lines(model.normal());
        try (KafkaProducer<byte[], byte[]> producer = producer(all)) {
            for (int i = from; i < from + count; i++) {
                byte[] id = ("n" + i).getBytes(StandardCharsets.UTF_8);
                byte[] value = json.write(Map.of("id", "n" + i, "symbols", lines.get(i % lines.size())));
                producer.send(new ProducerRecord<>(all.settings().topics().sequences(), id, value));
            }
        }
    }

    private static void poison(Deployment all, String key) {
        try (KafkaProducer<byte[], byte[]> producer = producer(all)) {
            producer.send(new ProducerRecord<>(
                    all.settings().topics().surrogates(),
                    key.getBytes(StandardCharsets.UTF_8),
                    "{\"format\": \"no bundle\"".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void verify(Deployment all) {
        Map<String, Integer> verdicts = new HashMap<>();
        Map<String, FidelityCounts> recounted = new TreeMap<>();
        read(
                all,
                all.settings().topics().verdicts(),
                record -> {
                    Verdict verdict = json.read(record.value(), Verdict.class);
                    verdicts.merge(verdict.id(), 1, Integer::sum);
                    assertThat(verdict.version()).isEqualTo(1);
                    verdict.surrogates()
                            .forEach((name, said) ->
                                    recounted.merge(name, counts(verdict.positions(), said), FidelityCounts::plus));
                },
                () -> verdicts.size() >= SEQUENCES);
        assertThat(verdicts).hasSize(SEQUENCES);
        assertThat(verdicts.values()).allMatch(count -> count == 1);
        Map<Long, Window> windows = new TreeMap<>();
        read(
                all,
                all.settings().topics().windows(),
                record -> {
                    Window window = json.read(record.value(), Window.class);
                    windows.put(window.begin(), window);
                },
                () -> windows.values().stream().mapToLong(Window::sequences).sum() >= SEQUENCES);
        assertThat(windows.values().stream().mapToLong(Window::sequences).sum()).isEqualTo(SEQUENCES);
        recounted.forEach((name, expected) -> {
            FidelityCounts counted = windows.values().stream()
                    .map(window -> window.surrogates().getOrDefault(name, FidelityCounts.NONE))
                    .reduce(FidelityCounts.NONE, FidelityCounts::plus);
            assertThat(counted.positions()).isEqualTo(expected.positions());
            assertThat(counted.agreed()).isEqualTo(expected.agreed());
            assertThat(counted.decided()).isEqualTo(expected.decided());
            assertThat(counted.variation()).isCloseTo(expected.variation(), within(1e-4 * expected.positions()));
        });
    }

    private static FidelityCounts counts(int positions, Verdict.Said said) {
        return new FidelityCounts(
                positions,
                said.agreed(),
                Math.round(said.decisionAgreement() * positions),
                said.regret() * positions,
                said.totalVariation() * positions,
                said.klNats() * positions);
    }

    /** Reads committed records of a topic from its beginning until a condition holds; fails after a limit. */
    private static void read(
            Deployment all, String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink, BooleanSupplier enough) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        all.address(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!enough.getAsBoolean()) {
                assertThat(System.nanoTime()).as("in time: " + topic).isLessThan(end);
                consumer.poll(Duration.ofMillis(100)).forEach(sink);
            }
        }
    }
}
