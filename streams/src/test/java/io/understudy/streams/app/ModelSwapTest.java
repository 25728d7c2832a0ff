package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.DriftEvent.ModelChanged;
import io.understudy.streams.topic.DriftEvent.ModelRefused;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model's file is replaced while everything runs: by another network, by half a file, by the first one again. */
class ModelSwapTest {
    private static final int ENOUGH = 100;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Json json = new Json();
    private final List<Verdict> verdicts = new ArrayList<>();

    @TempDir
    Path folder;

    @TempDir
    Path state;

    @Test
    void noVerdictIsUnderAForeignSurrogateAndNothingIsLost() throws IOException {
        try (Lab lab = new Lab()) {
            Path model = folder.resolve("model");
            Files.createDirectories(model);
            Files.copy(lab.model().folder().resolve("model.json"), model.resolve("model.json"));
            Files.copy(lab.model().folder().resolve("model.onnx"), model.resolve("model.onnx"));
            ModelFile first = ModelFile.read(model);
            ModelFile other = first.withWeightNoise(0.2, 7);
            Map<String, String> settings = new HashMap<>(Map.of(
                    "model", model.toString(),
                    "model.check", "PT0.3S",
                    "extraction.sequences", "300",
                    "extraction.least", "100",
                    "extraction.patience", "PT5S",
                    "extraction.cooldown", "PT1S",
                    "extraction.surrogates", "wa",
                    "extraction.budget", "PT2S"));
            try (UnderstudyApp app = lab.app(state, settings);
                    Sender sender = new Sender(lab)) {
                app.start();
                awaitVerdict(lab, verdict -> verdict.findings().version() == 1);

                put(other.graph(), model);
                ModelChanged changed = awaitEvent(lab, ModelChanged.class, event -> true);
                assertThat(changed.verdict()).isIn(Equivalence.VARIANT, Equivalence.DIFFERENT);
                assertThat(changed.before()).isEqualTo(first.sha256());
                assertThat(changed.after()).isEqualTo(other.sha256());
                assertThat(changed.kept()).isFalse();
                ExtractionDecided decided = awaitEvent(
                        lab, ExtractionDecided.class, event -> event.trigger().equals("model-changed"));
                assertThat(decided.outcome()).isEqualTo("promoted");
                awaitVerdict(
                        lab,
                        verdict -> verdict.findings().modelSha256().equals(other.sha256())
                                && verdict.findings().version() == 2);

                put(Arrays.copyOf(other.graph(), other.graph().length / 2), model);
                ModelRefused refused = awaitEvent(lab, ModelRefused.class, event -> true);
                assertThat(refused.serving()).isEqualTo(other.sha256());
                assertThat(refused.reason()).contains("cut short");

                put(first.graph(), model);
                ModelChanged returned = awaitEvent(
                        lab, ModelChanged.class, event -> event.after().equals(first.sha256()));
                assertThat(returned.kept()).isTrue();
                // What is on its way may still have been scored with the file before; then comes some more.
                long back = sender.sent();
                awaitVerdict(lab, verdict -> number(verdict) >= back + ENOUGH);
                sender.stop();
                long all = sender.sent();
                awaitVerdict(lab, verdict -> verdicts.size() >= all);
                assertThat(verdicts).extracting(Verdict::id).doesNotHaveDuplicates();
                assertThat(verdicts).hasSize((int) sender.sent());
            }
        }
        for (Verdict verdict : verdicts) {
            if (verdict.findings().version() > 0) {
                assertThat(verdict.findings().version())
                        .isEqualTo(verdict.findings().modelSha256().equals(shaOf(1)) ? 1 : 2);
            }
        }
        // The first file's own surrogates were there at once when it came back.
        assertThat(verdicts.stream()
                        .filter(verdict -> verdict.findings().modelSha256().equals(shaOf(1)))
                        .filter(verdict -> number(verdict) > firstOf(2)))
                .allSatisfy(verdict -> assertThat(verdict.findings().version()).isEqualTo(1));
    }

    private String shaOf(long version) {
        return verdicts.stream()
                .filter(verdict -> verdict.findings().version() == version)
                .findFirst()
                .orElseThrow()
                .findings()
                .modelSha256();
    }

    private long firstOf(long version) {
        return verdicts.stream()
                .filter(verdict -> verdict.findings().version() == version)
                .mapToLong(ModelSwapTest::number)
                .min()
                .orElseThrow();
    }

    private static long number(Verdict verdict) {
        return Long.parseLong(verdict.id());
    }

    private static void put(byte[] graph, Path model) throws IOException {
        Path partial = Files.write(model.resolve("partial"), graph);
        Files.move(partial, model.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitVerdict(Lab lab, Predicate<Verdict> wanted) {
        verdicts.clear();
        boolean[] there = {false};
        lab.read(
                "understudy.verdicts",
                record -> {
                    Verdict verdict = json.read(record.value(), Verdict.class);
                    verdicts.add(verdict);
                    there[0] |= wanted.test(verdict);
                },
                () -> there[0],
                LIMIT);
    }

    private <T extends DriftEvent> T awaitEvent(Lab lab, Class<T> type, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        lab.read(
                "understudy.drift-events",
                record -> {
                    DriftEvent event = json.read(record.value(), DriftEvent.class);
                    if (type.isInstance(event) && wanted.test(type.cast(event))) {
                        found.add(type.cast(event));
                    }
                },
                () -> !found.isEmpty(),
                LIMIT);
        return found.get(0);
    }

    /** Sends the shipped model's traffic, a few hundred sequences a second, each named by its number. */
    private static final class Sender implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;
        private final Thread thread;
        private volatile boolean stopped;
        private volatile long sent;

        Sender(Lab lab) {
            producer = lab.producer();
            List<List<String>> lines = SequenceFile.lines(lab.model().normal());
            thread = new Thread(() -> {
                while (!stopped) {
                    String value = String.join(" ", lines.get((int) (sent % lines.size())));
                    if (!value.isEmpty()) {
                        producer.send(new ProducerRecord<>(
                                "understudy.sequences", Lab.bytes(Long.toString(sent)), Lab.bytes(value)));
                        sent++;
                    }
                    pause();
                }
                producer.flush();
            });
            thread.start();
        }

        private static void pause() {
            try {
                Thread.sleep(4);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        long sent() {
            return sent;
        }

        void stop() {
            stopped = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stop();
            producer.close();
        }
    }
}
