package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SampleRatioTest {
    private static final int SEQUENCES = 8_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    @Timeout(400)
    void aQuarterIsScoredAndTheRestIsCountedAsLeftOut() throws IOException {
        Json json = new Json();
        try (Lab lab = new Lab();
                UnderstudyApp app = lab.app(
                        folder.resolve("state"), Map.of("sample.ratio", "0.25", "extraction.sequences", "100000"));
                KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            app.start();
            List<List<String>> lines = SequenceFile.lines(lab.model().normal());
            for (int i = 0; i < SEQUENCES; i++) {
                byte[] value = Lab.bytes(String.join(" ", lines.get(i % lines.size())));
                producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes("s" + i), value));
            }
            producer.flush();
            Awaitility.await().atMost(LIMIT).until(() -> lab.committed("understudy.sequences") == SEQUENCES);
            double scored = count(app, "unscored");
            double leftOut = count(app, "sampled-out");
            assertThat(scored + leftOut).isEqualTo(SEQUENCES);
            // Five standard deviations of as many draws.
            assertThat(scored).isBetween(2_000.0 - 194, 2_000.0 + 194);
            Set<String> verdicts = new HashSet<>();
            lab.read(
                    "understudy.verdicts",
                    record -> verdicts.add(
                            json.read(record.value(), Verdict.class).id()),
                    () -> verdicts.size() >= scored,
                    LIMIT);
            assertThat(verdicts).hasSize((int) scored);
        }
    }

    private static double count(UnderstudyApp app, String outcome) throws IOException {
        try (InputStream in = URI.create(app.address() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("understudy_sequences_total")
                            && line.contains("outcome=\"" + outcome + "\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }
}
