package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.ServedDiffers;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records carry what the production endpoint answered, or an inference logger tells of it: what differs is counted. */
class ServedAnswersTest {
    private static final int SEQUENCES = 2_000;
    private static final int EVERY = 100;
    private static final int LOGGED = 300;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Json json = new Json();
    private final List<Verdict> verdicts = new ArrayList<>();

    @TempDir
    Path state;

    @Test
    void whatDiffersIsCountedExactlyAndReportedWithExamples() throws IOException {
        try (Lab lab = new Lab();
                OnnxModel model = OnnxModel.open(lab.model().folder(), 1)) {
            List<List<String>> lines = SequenceFile.lines(lab.model().normal()).stream()
                    .filter(line -> !line.isEmpty())
                    .limit(SEQUENCES)
                    .toList();
            List<float[][]> answers =
                    model.query(lines.stream().map(model.alphabet()::encode).toList());
            try (UnderstudyApp app = lab.app(state, Map.of("inference.batch", "64"));
                    KafkaProducer<byte[], byte[]> producer = lab.producer()) {
                app.start();
                for (int i = 0; i < lines.size(); i++) {
                    double[] last = inGraphColumns(answers.get(i)[answers.get(i).length - 1]);
                    boolean altered = i % EVERY == EVERY / 2;
                    Map<String, Object> record =
                            Map.of("id", "n" + i, "symbols", lines.get(i), "output", altered ? reversed(last) : last);
                    producer.send(new ProducerRecord<>("understudy.sequences", json.write(record)));
                }
                awaitVerdicts(lab, lines.size());
                assertThat(verdicts.stream().filter(Verdict::servedDiffers).map(Verdict::id))
                        .hasSize(lines.size() / EVERY)
                        .allMatch(id -> id.endsWith("50"));
                ServedDiffers event = event(lab);
                assertThat(event.differed()).isBetween(1L, 1L + 64 / EVERY);
                assertThat(event.compared()).isLessThanOrEqualTo(1_000);
                assertThat(event.examples().get(0).id()).endsWith("50");
                assertThat(metrics(app)).contains("understudy_served_disagreement_total{model=\"orders\"} 20.0");

                // The same by an inference logger; in half of the cases the response comes first.
                for (int i = 0; i < LOGGED; i++) {
                    float[][] answer = answers.get(i);
                    List<double[]> rows = Arrays.stream(answer)
                            .map(ServedAnswersTest::inGraphColumns)
                            .toList();
                    if (i % EVERY == 0) {
                        rows.get(0)[0] = 0.5;
                    }
                    byte[] request = json.write(Map.of("instances", List.of(lines.get(i))));
                    byte[] response = json.write(Map.of("predictions", List.of(rows)));
                    log(producer, i, i % 2 == 0 ? "request" : "response", i % 2 == 0 ? request : response);
                    log(producer, i, i % 2 == 0 ? "response" : "request", i % 2 == 0 ? response : request);
                }
                producer.flush();
                awaitVerdicts(lab, lines.size() + LOGGED);
                long end = System.nanoTime() + LIMIT.toNanos();
                while (!metrics(app).contains("understudy_served_compared_total{model=\"orders\"} 2300.0")
                        && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                assertThat(metrics(app))
                        .contains("understudy_served_compared_total{model=\"orders\"} 2300.0")
                        .contains("understudy_served_disagreement_total{model=\"orders\"} 23.0");
            }
        }
    }

    private static String metrics(UnderstudyApp app) throws IOException {
        try (InputStream in = URI.create(app.address() + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void log(KafkaProducer<byte[], byte[]> producer, int number, String type, byte[] body) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("understudy.sequences", body);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "logged-" + number,
                        "ce_source",
                        "http://localhost:9081/",
                        "ce_type",
                        "org.kubeflow.serving.inference." + type)
                .forEach((name, value) -> record.headers().add(new RecordHeader(name, Lab.bytes(value))));
        producer.send(record);
    }

    /** The shipped model's symbols end with {@code begin} and {@code end}. */
    private static double[] inGraphColumns(float[] row) {
        double[] columns = new double[row.length + 1];
        IntStream.range(0, row.length - 1).forEach(i -> columns[i] = row[i]);
        columns[row.length] = row[row.length - 1];
        return columns;
    }

    private static double[] reversed(double[] row) {
        double[] reversed = new double[row.length];
        Arrays.setAll(reversed, i -> row[row.length - 1 - i]);
        return reversed;
    }

    private void awaitVerdicts(Lab lab, int count) {
        verdicts.clear();
        lab.read(
                "understudy.verdicts",
                record -> verdicts.add(json.read(record.value(), Verdict.class)),
                () -> verdicts.size() >= count,
                LIMIT);
    }

    private ServedDiffers event(Lab lab) {
        List<ServedDiffers> found = new ArrayList<>();
        lab.read(
                "understudy.drift-events",
                record -> {
                    if (json.read(record.value(), DriftEvent.class) instanceof ServedDiffers event) {
                        found.add(event);
                    }
                },
                () -> !found.isEmpty(),
                LIMIT);
        return found.get(0);
    }
}
