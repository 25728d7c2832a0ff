package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.process.InstanceProcess;
import io.understudy.streams.process.JavaProcess;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int SEQUENCES = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final Json json = new Json();

    @Test
    @Timeout(600)
    void afterAKillEverySequenceHasExactlyOneVerdict() {
        try (Lab lab = new Lab()) {
            Map<String, Integer> verdicts;
            try (JavaProcess first = start(lab)) {
                Awaitility.await("the topics, which it creates")
                        .atMost(LIMIT)
                        .failFast(() ->
                                assertThat(first.hasFailed()).as(first::log).isFalse())
                        .until(() -> lab.topics().contains("understudy.dead-letters"));
                send(lab);
                verdicts = read(lab, first, SEQUENCES / 10);
                first.kill();
            }
            assertThat(verdicts.size()).as("killed in the middle").isLessThan(SEQUENCES);
            try (JavaProcess second = start(lab)) {
                verdicts = read(lab, second, SEQUENCES);
            }
            assertThat(verdicts).hasSize(SEQUENCES);
            assertThat(verdicts.values()).allMatch(count -> count == 1);
        }
    }

    private JavaProcess start(Lab lab) {
        // No distillation: it would only take time from what is tested.
        Map<String, String> settings = Map.of("extraction.sequences", "100000", "inference.batch", "64");
        Map<String, String> all = new HashMap<>();
        lab.properties(folder.resolve("state"), settings)
                .forEach((key, value) -> all.put((String) key, (String) value));
        return InstanceProcess.start(folder, "instance", all, List.of("-Xmx512m"));
    }

    /** How many verdicts each sequence has, once so many sequences have one. */
    private Map<String, Integer> read(Lab lab, JavaProcess instance, int least) {
        Map<String, Integer> verdicts = new HashMap<>();
        lab.read(
                "understudy.verdicts",
                record ->
                        verdicts.merge(json.read(record.value(), Verdict.class).id(), 1, Integer::sum),
                () -> {
                    assertThat(instance.hasFailed())
                            .as(() -> "ended after " + verdicts.size() + ": " + instance.log())
                            .isFalse();
                    return verdicts.size() >= least;
                },
                LIMIT);
        return verdicts;
    }

    private void send(Lab lab) {
        List<List<String>> lines = SequenceFile.lines(lab.model().normal());
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            for (int i = 0; i < SEQUENCES; i++) {
                String id = "n" + i;
                byte[] value = json.write(Map.of("id", id, "symbols", lines.get(i % lines.size())));
                producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes(id), value));
            }
        }
    }
}
