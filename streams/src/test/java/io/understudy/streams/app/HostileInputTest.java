package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HostileInputTest {
    private static final int EACH = 1_000;
    private static final int HUGE = 5;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void hostileInputsGoToTheDeadLettersAndTakeNothingWithThem() throws Exception {
        try (Lab lab = new Lab();
                UnderstudyApp app = lab.app(folder.resolve("state"), Map.of("extraction.sequences", "100000"))) {
            app.start();
            send(lab);
            Set<String> good = new HashSet<>();
            Json json = new Json();
            lab.read(
                    "understudy.verdicts",
                    record -> good.add(json.read(record.value(), Verdict.class).id()),
                    () -> good.size() >= EACH,
                    LIMIT);
            List<ConsumerRecord<byte[], byte[]>> dead = new ArrayList<>();
            lab.read("understudy.dead-letters", dead::add, () -> dead.size() >= EACH, LIMIT);
            assertThat(good).hasSize(EACH).allMatch(id -> id.startsWith("good-"));
            assertThat(dead).hasSize(EACH);
            assertThat(dead).allSatisfy(record -> {
                assertThat(new String(record.key(), StandardCharsets.UTF_8)).startsWith("bad-");
                assertThat(header(record, "understudy-reason")).isNotBlank();
                assertThat(header(record, "understudy-topic")).isEqualTo("understudy.sequences");
            });
            String metrics = get(app.address() + "/metrics");
            assertThat(metrics)
                    .contains("understudy_sequences_total{model=\"orders\",outcome=\"dead-letter\"} 1000.0")
                    .contains("understudy_sequences_total{model=\"orders\",outcome=\"unscored\"} 1000.0")
                    .contains("kafka_stream_client_state")
                    .contains("jvm_memory_used_bytes");
            assertThat(get(app.address() + "/healthz")).contains("\"alive\":true");
            assertThat(get(app.address() + "/readyz")).contains("\"ready\":false");
        }
    }

    private static void send(Lab lab) {
        List<List<String>> lines = SequenceFile.lines(lab.model().normal());
        Random random = new Random(1);
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            for (int i = 0; i < EACH; i++) {
                byte[] value = Lab.bytes(String.join(" ", lines.get(i % lines.size())));
                producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes("good-" + i), value));
                producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes("bad-" + i), hostile(i, random)));
            }
        }
    }

    private static byte[] hostile(int i, Random random) {
        if (i < HUGE) {
            return Lab.bytes("placed ".repeat(1_000_000));
        }
        return switch (i % 9) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> Lab.bytes("{\"symbols\": [\"placed\"");
            case 3 -> Lab.bytes("{\"symbols\": 17}");
            case 4 -> Lab.bytes("{\"symbols\": [null, {\"a\": []}]}");
            case 5 -> Lab.bytes("placed teleported");
            case 6 -> Lab.bytes("{\"symbols\": []}");
            case 7 -> Lab.bytes("{\"symbols\": [\"placed\"], \"timestamp\": true}");
            default -> {
                byte[] noise = new byte[100];
                random.nextBytes(noise);
                noise[0] = (byte) 0xff;
                yield noise;
            }
        };
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String get(String address) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
