package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
    private static final int SEQUENCES = 20_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    @Timeout(600)
    void afterAKillEverySequenceHasExactlyOneVerdict() throws Exception {
        try (Lab lab = new Lab()) {
            // No distillation: it would only take time from what is tested.
            Properties properties = lab.properties(
                    folder.resolve("state"), Map.of("extraction.sequences", "100000", "inference.batch", "64"));
            Path config = folder.resolve("understudy.properties");
            try (Writer writer = Files.newBufferedWriter(config)) {
                properties.store(writer, null);
            }
            Process first = start(config, "first.log");
            Map<String, Integer> verdicts = new HashMap<>();
            try {
                awaitTopics(lab, first);
                send(lab);
                Json json = new Json();
                lab.read(
                        "understudy.verdicts",
                        record -> verdicts.merge(
                                json.read(record.value(), Verdict.class).id(), 1, Integer::sum),
                        () -> verdicts.size() >= SEQUENCES / 10,
                        LIMIT);
                assertThat(verdicts.size()).as("killed in the middle").isLessThan(SEQUENCES);
            } finally {
                first.destroyForcibly().waitFor();
            }
            Process second = start(config, "second.log");
            try {
                verdicts.clear();
                Json json = new Json();
                lab.read(
                        "understudy.verdicts",
                        record -> verdicts.merge(
                                json.read(record.value(), Verdict.class).id(), 1, Integer::sum),
                        () -> verdicts.size() >= SEQUENCES,
                        LIMIT);
                assertThat(verdicts.keySet()).hasSize(SEQUENCES);
                assertThat(verdicts.values()).allMatch(count -> count == 1);
            } finally {
                second.destroy();
                second.waitFor();
            }
        }
    }

    private Process start(Path config, String log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "io.understudy.streams.cli.Understudy",
                "run",
                "--config",
                config.toString());
        // Not as an argument: ONNX Runtime 1.29 dies of a segmentation fault when the command line is that long.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    /** The app creates them when it starts. */
    private void awaitTopics(Lab lab, Process process) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        boolean there = false;
        while (!there && process.isAlive() && System.nanoTime() < end) {
            there = lab.topics().contains("understudy.dead-letters");
            Thread.sleep(100);
        }
        assertThat(there)
                .as(() -> (process.isAlive() ? "" : "ended with " + process.exitValue() + ": ") + log("first.log"))
                .isTrue();
    }

    private String log(String name) {
        try {
            return "the first process said: " + Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void send(Lab lab) {
        List<List<String>> lines = SequenceFile.lines(lab.model().normal());
        Json json = new Json();
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            for (int i = 0; i < SEQUENCES; i++) {
                String id = "n" + i;
                byte[] value = json.write(Map.of("id", id, "symbols", lines.get(i % lines.size())));
                producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes(id), value));
            }
        }
    }
}
