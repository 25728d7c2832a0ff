package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.cluster.ExtractionMethod;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleDistiller;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Single events of interleaved sessions get the verdicts that whole sequences get. */
class EventsTest {
    private static final int INTERLEAVED = 200;
    private static final int SESSIONS = 600;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String END = "<end>";
    private static final Map<String, String> LONG_GAP = Map.of("events.gap", "PT10M", "extraction.sequences", "100000");
    private static final long BEGIN = 1_763_700_000_000L;

    @TempDir
    Path folder;

    @Test
    @Timeout(300)
    void ordersAsSingleEventsGetTheSameVerdicts() throws Exception {
        try (Lab lab = new Lab()) {
            List<List<String>> sequences = SequenceFile.lines(lab.model().normal());
            compare(lab, lab.model().folder(), sequences.subList(0, SESSIONS), sequences);
        }
    }

    @Test
    @Timeout(300)
    @EnabledIfEnvironmentVariable(named = "UNDERSTUDY_MODELS", matches = ".+")
    void sessionsOfHdfsAsSingleEventsGetTheSameVerdicts() throws Exception {
        Path hdfs = Path.of(System.getenv("UNDERSTUDY_MODELS"), "hdfs");
        try (Lab lab = new Lab()) {
            compare(
                    lab,
                    hdfs,
                    SequenceFile.lines(hdfs.resolve("test.txt")),
                    SequenceFile.lines(hdfs.resolve("train.txt")));
        }
    }

    @Test
    @Timeout(300)
    void whatIsOpenSurvivesTheEndOfItsInstance() throws Exception {
        int sessions = 50;
        try (Lab lab = new Lab();
                KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            List<List<String>> sequences = SequenceFile.lines(lab.model().normal());
            try (UnderstudyApp first = lab.app(folder.resolve("first"), LONG_GAP)) {
                first.start();
                int sent = 0;
                for (int i = 0; i < sessions; i++) {
                    List<String> half =
                            sequences.get(i).subList(0, sequences.get(i).size() / 2);
                    for (String symbol : half) {
                        send(producer, "event-" + i, symbol);
                    }
                    sent += half.size();
                }
                producer.flush();
                long all = sent;
                // A transaction's end takes an offset too.
                Awaitility.await().atMost(LIMIT).until(() -> lab.committed("understudy.events") >= all);
            }
            try (UnderstudyApp second = lab.app(folder.resolve("second"), LONG_GAP)) {
                second.start();
                for (int i = 0; i < sessions; i++) {
                    List<String> symbols = sequences.get(i);
                    for (String symbol : symbols.subList(symbols.size() / 2, symbols.size())) {
                        send(producer, "event-" + i, symbol);
                    }
                    send(producer, "event-" + i, END);
                }
                producer.flush();
                Map<String, Integer> positions = new HashMap<>();
                Json json = new Json();
                lab.read(
                        "understudy.verdicts",
                        record -> {
                            Verdict verdict = json.read(record.value(), Verdict.class);
                            positions.put(verdict.id(), verdict.findings().positions());
                        },
                        () -> positions.size() >= sessions,
                        LIMIT);
                for (int i = 0; i < sessions; i++) {
                    assertThat(positions.get("event-" + i))
                            .as("session " + i)
                            .isEqualTo(sequences.get(i).size() + 1);
                }
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String key, String symbol) {
        producer.send(new ProducerRecord<>("understudy.events", Lab.bytes(key), Lab.bytes(symbol)));
    }

    private void compare(Lab lab, Path model, List<List<String>> sessions, List<List<String>> given) throws Exception {
        Map<String, String> settings =
                Map.of("model", model.toString(), "events.gap", "PT3S", "extraction.sequences", "100000");
        try (UnderstudyApp app = lab.app(folder.resolve("state"), settings)) {
            try (KafkaProducer<byte[], byte[]> producer = lab.producer();
                    OnnxModel opened = OnnxModel.open(model, 1)) {
                String id = opened.manifest().id();
                producer.send(new ProducerRecord<>(
                        "understudy.surrogates", Lab.bytes(id), new BundleFormat().write(distilled(opened, given))));
                app.start();
                Awaitility.await().atMost(LIMIT).until(() -> app.version() == 1);
                Json json = new Json();
                for (int i = 0; i < sessions.size(); i++) {
                    Map<String, Object> whole =
                            Map.of("id", "whole-" + i, "symbols", sessions.get(i), "timestamp", BEGIN);
                    producer.send(
                            new ProducerRecord<>("understudy.sequences", Lab.bytes("whole-" + i), json.write(whole)));
                }
                interleaved(producer, sessions, opened.manifest().end().orElseThrow());
            }
            Map<String, Verdict> verdicts = new HashMap<>();
            Json json = new Json();
            lab.read(
                    "understudy.verdicts",
                    record -> {
                        Verdict verdict = json.read(record.value(), Verdict.class);
                        assertThat(verdicts.put(verdict.id(), verdict)).isNull();
                    },
                    () -> verdicts.size() >= 2 * sessions.size(),
                    LIMIT);
            for (int i = 0; i < sessions.size(); i++) {
                assertSame(verdicts.get("event-" + i), verdicts.get("whole-" + i));
            }
        }
    }

    private static Bundle distilled(OnnxModel model, List<List<String>> given) {
        BundleDistiller.Options options = new BundleDistiller.Options(
                Set.of(),
                new Distiller.Options(OptionalInt.of(10), 40, 40, 1, Duration.ZERO, false),
                new FiniteDistiller.Options(ExtractionMethod.AUTO, OptionalInt.of(20), 1, Duration.ZERO),
                RuleDistiller.Options.usual(1, Duration.ZERO));
        return new BundleDistiller(
                        model.manifest().id(),
                        model.manifest().classes(),
                        model,
                        options,
                        Clock.systemUTC(),
                        Progress.none())
                .distil(
                        given.subList(0, 400).stream()
                                .map(model.alphabet()::encode)
                                .toList(),
                        1,
                        "test");
    }

    /** Every second session ends with the end symbol; of the others nothing more comes. */
    private static void interleaved(KafkaProducer<byte[], byte[]> producer, List<List<String>> sessions, String end) {
        Random random = new Random(5);
        int[] sent = new int[sessions.size()];
        List<Integer> open = new ArrayList<>();
        int next = 0;
        long now = BEGIN;
        while (next < sessions.size() || !open.isEmpty()) {
            while (open.size() < INTERLEAVED && next < sessions.size()) {
                open.add(next++);
            }
            int session = open.get(random.nextInt(open.size()));
            List<String> symbols = sessions.get(session);
            boolean over = sent[session] == symbols.size();
            if (!over || session % 2 == 0) {
                String symbol = over ? end : symbols.get(sent[session]);
                String value =
                        session % 3 == 0 ? symbol : "{\"symbol\": \"%s\", \"timestamp\": %d}".formatted(symbol, now);
                producer.send(new ProducerRecord<>(
                        "understudy.events", null, now, Lab.bytes("event-" + session), Lab.bytes(value)));
            }
            if (over) {
                open.remove(Integer.valueOf(session));
            }
            sent[session]++;
            now++;
        }
        producer.flush();
    }

    private static void assertSame(Verdict event, Verdict whole) {
        assertThat(event.findings().version())
                .isEqualTo(1)
                .isEqualTo(whole.findings().version());
        assertThat(event.findings().positions())
                .as(event.id())
                .isEqualTo(whole.findings().positions());
        assertThat(event.findings().attractors()).isEqualTo(whole.findings().attractors());
        assertThat(event.findings().because())
                .isEqualTo(whole.findings().because())
                .isNotEmpty();
        assertThat(event.findings().surrogates()).containsKey(Bundle.RULES);
        assertThat(event.findings().modelLogProbability())
                .isCloseTo(whole.findings().modelLogProbability(), within(1e-4));
        assertThat(event.findings().surrogates().keySet())
                .isEqualTo(whole.findings().surrogates().keySet())
                .isNotEmpty();
        event.findings().surrogates().forEach((name, said) -> {
            Verdict.Said other = whole.findings().surrogates().get(name);
            assertThat(said.agreed()).isEqualTo(other.agreed());
            assertThat(said.klNats()).isCloseTo(other.klNats(), within(1e-5));
            assertThat(said.logProbability()).isCloseTo(other.logProbability(), within(1e-4));
        });
    }
}
