package io.understudy.streams.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.clients.KafkaConfigs;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The shipped model's traffic through brokers and instances of which something breaks, and what came of it. */
final class Scenario implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final List<String> OPTIONS = List.of("-Xmx512m");
    private static final Path REPORT = Path.of("target", "faults.md");

    private final String fault;
    private final ShippedModel model = new ShippedModel();
    private final Deployment all;
    private final Json json = new Json();
    private Clock clock = Clock.systemUTC();
    private volatile Exception refused;
    private int sent;
    private long broken;
    private Map<Integer, Long> before = Map.of();
    private double recovery;

    Scenario(String fault, int brokers, Path folder, Map<String, String> more) {
        this.fault = fault;
        Map<String, String> settings = new HashMap<>(Map.of(
                "fidelity.window", "PT5S",
                "fidelity.margin", "0.9",
                "fidelity.least-drop", "0.9",
                "extraction.surrogates", "fsa",
                "extraction.budget", "PT2S"));
        settings.putAll(more);
        this.all = new Deployment(model.folder(), brokers, folder, settings);
    }

    Deployment all() {
        return all;
    }

    ShippedModel model() {
        return model;
    }

    JavaProcess start() {
        return start(OPTIONS);
    }

    JavaProcess start(List<String> options) {
        return all.start(options);
    }

    /** Surrogates for the model, as a distillation would have published them; the key of the file that they are of. */
    String prepare() {
        Settings settings = all.settings();
        try (OnnxModel opened = OnnxModel.open(model.folder(), 1)) {
            ExtractionRequest request = new ExtractionRequest(
                    "test",
                    opened.manifest().id(),
                    opened.sha256(),
                    Trigger.INITIAL,
                    0,
                    SequenceFile.lines(model.normal()).subList(0, 500));
            Bundle bundle = new ChallengerEvaluation(settings.extraction(), settings.fidelity(), Clock.systemUTC())
                    .hold(opened, request, Optional.empty(), 0, Progress.none())
                    .promoted()
                    .orElseThrow();
            all.publish(bundle, opened.sha256());
            return new ServedFile(bundle.model(), opened.sha256()).key();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                KafkaConfigs.sender(all.address()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What the records that are sent from now on are dated by. */
    void timestampsOf(Clock other) {
        clock = other;
    }

    void send(int count) {
        send(count, SequenceFile.lines(model.normal()));
    }

    /** Sends sequences, over and over. */
    void send(int count, List<List<String>> lines) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int end = sent + count; sent < end; sent++) {
                byte[] id = ("n" + sent).getBytes(StandardCharsets.UTF_8);
                byte[] value = json.write(Map.of("id", "n" + sent, "symbols", lines.get(sent % lines.size())));
                producer.send(
                        new ProducerRecord<>(all.settings().topics().sequences(), null, clock.millis(), id, value),
                        (metadata, e) -> refused = e == null ? refused : e);
            }
        }
        assertThat(refused).as("all could be sent").isNull();
    }

    /** A record that is no bundle where the surrogates are. */
    void poison(String key) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                    all.settings().topics().surrogates(),
                    key.getBytes(StandardCharsets.UTF_8),
                    "{\"format\": \"no bundle\"".getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Something breaks now; sequences have to be sent after it, for it to be seen when all partitions go on. */
    void breaks(Runnable what) {
        before = all.offsets();
        what.run();
        broken = System.nanoTime();
    }

    /** Waits until something has been committed in every partition since. */
    void awaitRecovery() {
        all.await("every partition goes on after: " + fault, () -> {
            Map<Integer, Long> now = all.offsets();
            return before.entrySet().stream().allMatch(one -> now.get(one.getKey()) > one.getValue());
        });
        recovery = Math.max(recovery, (System.nanoTime() - broken) / 1e9);
    }

    void awaitAllScored() {
        all.await("all that was sent is committed", () -> all.committed() == sent);
    }

    int sent() {
        return sent;
    }

    /**
     * Each sequence that was sent has one verdict, or is a dead letter; windows equal a recount.
     *
     * @param dead sequences that the model has no answer to
     */
    void verify(int dead) {
        Map<String, Integer> verdicts = new HashMap<>();
        Map<String, FidelityCounts> recounted = new TreeMap<>();
        read(
                all.settings().topics().verdicts(),
                record -> {
                    Verdict verdict = json.read(record.value(), Verdict.class);
                    verdicts.merge(verdict.id(), 1, Integer::sum);
                    verdict.findings()
                            .surrogates()
                            .forEach((name, said) -> recounted.merge(
                                    name, counts(verdict.findings().positions(), said), FidelityCounts::plus));
                },
                () -> verdicts.size() >= sent - dead);
        int duplicates = verdicts.values().stream().mapToInt(count -> count - 1).sum();
        report(verdicts.size(), dead, duplicates);
        assertThat(verdicts).hasSize(sent - dead);
        assertThat(duplicates).isZero();
        Map<List<Long>, Window> windows = new HashMap<>();
        read(
                all.settings().topics().windows(),
                record -> {
                    Window window = json.read(record.value(), Window.class);
                    windows.put(List.of(window.begin(), window.version()), window);
                },
                () -> windows.values().stream().mapToLong(Window::sequences).sum() >= sent - dead);
        assertThat(windows.values().stream().mapToLong(Window::sequences).sum()).isEqualTo(sent - dead);
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

    private void report(int verdicts, int dead, int duplicates) {
        String row = String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %,d | %.1f |%n",
                fault,
                sent,
                verdicts,
                dead,
                duplicates,
                sent - verdicts - dead,
                recovery);
        try {
            Files.writeString(REPORT, row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink, BooleanSupplier enough) {
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

    @Override
    public void close() {
        all.close();
        model.close();
    }
}
