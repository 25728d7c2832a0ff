package io.understudy.streams.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.broker.EmbeddedBroker;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.serving.FiniteBundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drift in the middle of a topic is found where it began, and the running group is not disturbed. */
class ReplayTest {
    private static final Instant BEGIN = Instant.parse("2026-11-20T08:00:00Z");
    private static final int NORMAL = 900;
    private static final int SHIFTED = 600;
    private static final Duration APART = Duration.ofMillis(100);

    @TempDir
    Path folder;

    @Test
    void findsTheWindowInWhichADriftBegan() throws Exception {
        try (ShippedModel shipped = new ShippedModel();
                EmbeddedBroker broker = new EmbeddedBroker();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            Settings settings = settings(shipped, broker);
            new TopicSetup(admin, settings.topics()).ensure();
            send(shipped, broker, settings);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    Map.of(new TopicPartition(settings.topics().sequences(), 0), new OffsetAndMetadata(17));
            admin.alterConsumerGroupOffsets("understudy", committed).all().get();

            TopicReplay replay = new TopicReplay(settings, Clock.systemUTC());
            TimeRange all = new TimeRange(BEGIN, BEGIN.plus(Duration.ofHours(1)));
            ReplayResult result = replay.run(Optional.empty(), all, Optional.empty(), Progress.none());

            assertThat(result.sequences()).isEqualTo(NORMAL + SHIFTED);
            assertThat(result.refused()).isEqualTo(1);
            Instant change = BEGIN.plus(APART.multipliedBy(NORMAL));
            assertThat(result.onsets()).hasSize(1);
            assertThat(Duration.between(result.onsets().get(0).began(), change).abs())
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(result.windows())
                    .filteredOn(window -> window.end().isBefore(change))
                    .allMatch(window -> !window.surrogates().get(Bundle.FSA).beyondLimit());
            assertThat(result.windows())
                    .filteredOn(window -> window.begin().isAfter(change))
                    .isNotEmpty()
                    .allMatch(window -> window.surrogates().get(Bundle.FSA).beyondLimit());
            assertThat(result.jsonLines()).last().asString().startsWith("{\"type\":\"drift\",\"surrogate\":\"fsa\"");
            assertThat(TopicReplay.report(result)).contains("drift begins: fsa");

            TimeRange before = new TimeRange(BEGIN, BEGIN.plus(APART.multipliedBy(NORMAL / 2)));
            ReplayResult calm =
                    replay.run(Optional.empty(), before, Optional.of(folder.resolve("v1")), Progress.none());
            assertThat(calm.sequences()).isEqualTo(NORMAL / 2);
            assertThat(calm.onsets()).isEmpty();

            assertThat(admin.listConsumerGroupOffsets("understudy")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .isEqualTo(committed);
            assertThat(admin.listGroups().all().get()).hasSize(1);
        }
    }

    @Test
    void momentsAreReadInSeveralForms() {
        Instant now = Instant.parse("2026-11-26T10:00:00Z");
        assertThat(TimeRange.of("PT2H", "now", now)).isEqualTo(new TimeRange(now.minusSeconds(7_200), now));
        assertThat(TimeRange.of("2026-11-26T10:30:00+01:00", "now", now).from())
                .isEqualTo(Instant.parse("2026-11-26T09:30:00Z"));
        assertThatThrownBy(() -> TimeRange.of("now", "PT1H", now))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is not before");
        assertThatThrownBy(() -> TimeRange.of("yesterday", "now", now))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--from is 'yesterday'");
    }

    private Settings settings(ShippedModel shipped, EmbeddedBroker broker) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "model", shipped.folder().toString(),
                "kafka.bootstrap.servers", broker.address(),
                "topics.replication", "1",
                "fidelity.window", "PT10S",
                "state.directory", folder.toString()));
        return SettingsReader.of(properties, Map.of(), "test");
    }

    private void send(ShippedModel shipped, EmbeddedBroker broker, Settings settings) throws Exception {
        List<List<String>> normal = SequenceFile.lines(shipped.normal());
        List<List<String>> shifted = SequenceFile.lines(shipped.shifted());
        try (OnnxModel model = OnnxModel.open(shipped.folder(), 1);
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        KafkaConfigs.sender(broker.address()), new StringSerializer(), new ByteArraySerializer())) {
            Bundle bundle = FiniteBundle.of(
                    model,
                    normal.stream()
                            .skip(NORMAL)
                            .limit(500)
                            .map(model.alphabet()::encode)
                            .toList());
            new BundleFormat().save(bundle, folder.resolve("v1"));
            producer.send(new ProducerRecord<>(
                            settings.topics().surrogates(),
                            bundle.model() + "/" + model.sha256(),
                            new BundleFormat().write(bundle)))
                    .get();
            for (int i = 0; i < NORMAL + SHIFTED; i++) {
                List<String> symbols = i < NORMAL ? normal.get(i) : shifted.get(i - NORMAL);
                send(producer, settings, i, String.join(" ", symbols));
            }
            send(producer, settings, NORMAL, "no-such-symbol");
            producer.flush();
        }
    }

    private static void send(KafkaProducer<String, byte[]> producer, Settings settings, int number, String text) {
        producer.send(new ProducerRecord<>(
                settings.topics().sequences(),
                number % 3,
                BEGIN.plus(APART.multipliedBy(number)).toEpochMilli(),
                null,
                text.getBytes(StandardCharsets.UTF_8)));
    }
}
