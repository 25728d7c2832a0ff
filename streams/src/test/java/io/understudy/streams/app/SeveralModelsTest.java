package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.streams.http.OpenApi;
import io.understudy.streams.page.Browser;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ten models in one process, one of them broken. */
class SeveralModelsTest {
    private static final int MODELS = 10;
    private static final int EACH = 300;
    private static final String BROKEN = "m3";
    private static final double NOISE = 0.05;
    private static final Duration LIMIT = Duration.ofMinutes(8);

    @TempDir
    Path folder;

    private final Lab lab = new Lab();
    private final Json json = new Json();
    private final Map<String, Set<String>> sent = new TreeMap<>();
    private Path models;
    private UnderstudyApp app;

    @BeforeEach
    void writeModels() throws IOException {
        models = Files.createDirectory(folder.resolve("models"));
        String manifest = Files.readString(lab.model().folder().resolve("model.json"));
        for (int i = 0; i < MODELS; i++) {
            Path one = Files.createDirectory(models.resolve("folder-" + i));
            Files.writeString(one.resolve("model.json"), manifest.replace("\"orders\"", "\"m" + i + "\""));
            Files.write(one.resolve("model.onnx"), graph(i));
        }
        Files.writeString(models.resolve("folder-3/model.onnx"), "no network");
    }

    /** Each is a function of its own. */
    private byte[] graph(int seed) {
        return ModelFile.read(lab.model().folder()).withWeightNoise(NOISE, seed).graph();
    }

    @Test
    @Timeout(1200)
    void nineGoOnWhateverTheTenthDoes() throws Exception {
        try (lab;
                UnderstudyApp running = lab.app(
                        folder.resolve("state"),
                        Map.of(
                                "model", "none",
                                "models", models.toString(),
                                "extraction.surrogates", "fsa",
                                "extraction.sequences", "200",
                                "extraction.sample", "200",
                                "extraction.budget", "PT1S"))) {
            app = running;
            app.start();
            send("a", EACH);
            eachHasItsOwnVerdictsAndSurrogates();
            theBrokenOnesRecordsAreDeadLetters();
            aRecordThatNamesNoModelIsADeadLetter();
            theApiTellsThemApart();
            if (Browser.isThere()) {
                eachHasAPage();
            }
            onceRepairedItIsServedToo();
        }
    }

    /** Every second record names its model in a header, every other in its JSON. */
    private void send(String prefix, int count) throws IOException {
        List<List<String>> lines = SequenceFile.lines(lab.model().normal());
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            for (int i = 0; i < count * MODELS; i++) {
                String model = "m" + i % MODELS;
                String id = prefix + i;
                sent.computeIfAbsent(model, one -> new HashSet<>()).add(id);
                Map<String, Object> value = new TreeMap<>(Map.of("id", id, "symbols", lines.get(i % lines.size())));
                boolean byHeader = i / MODELS % 2 == 0;
                if (!byHeader) {
                    value.put("model", model);
                }
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>("understudy.sequences", Lab.bytes(id), json.write(value));
                if (byHeader) {
                    record.headers().add("model", Lab.bytes(model));
                }
                producer.send(record);
            }
        }
    }

    private static List<String> healthy() {
        return IntStream.range(0, MODELS)
                .mapToObj(i -> "m" + i)
                .filter(id -> !id.equals(BROKEN))
                .toList();
    }

    private void eachHasItsOwnVerdictsAndSurrogates() {
        Awaitility.await("surrogates of each").atMost(LIMIT).until(() -> healthy().stream()
                .allMatch(id -> status(id).path("version").asLong() == 1));
        assertThat(verdicts()).containsOnlyKeys(healthy()).allSatisfy((model, ids) -> assertThat(ids)
                .isEqualTo(sent.get(model)));
        for (String id : healthy()) {
            assertThat(counted(id, "unscored") + counted(id, "scored")).isEqualTo(EACH);
            assertThat(status(id).at("/surrogates/0/name").asText()).isEqualTo("fsa");
        }
        assertThat(healthy().stream()
                        .map(id -> status(id).path("modelSha256").asText())
                        .distinct())
                .hasSize(MODELS - 1);
    }

    /** The ids that each model has a verdict of; fails at the second for the same. */
    private Map<String, Set<String>> verdicts() {
        Map<String, Set<String>> verdicts = new TreeMap<>();
        int expected = healthy().stream().mapToInt(id -> sent.get(id).size()).sum();
        lab.read(
                "understudy.verdicts",
                record -> {
                    Verdict verdict = json.read(record.value(), Verdict.class);
                    assertThat(verdicts.computeIfAbsent(verdict.findings().model(), one -> new HashSet<>())
                                    .add(verdict.id()))
                            .isTrue();
                },
                () -> verdicts.values().stream().mapToInt(Set::size).sum() >= expected,
                LIMIT);
        return verdicts;
    }

    private void theBrokenOnesRecordsAreDeadLetters() {
        assertThat(counted(BROKEN, "dead-letter")).isEqualTo(EACH);
        assertThat(metric("understudy_model_refused", BROKEN, "")).isEqualTo(1);
        Set<String> letters = new HashSet<>();
        lab.read(
                "understudy.dead-letters",
                record -> {
                    letters.add(new String(record.key(), StandardCharsets.UTF_8));
                    assertThat(new String(
                                    record.headers()
                                            .lastHeader("understudy-reason")
                                            .value(),
                                    StandardCharsets.UTF_8))
                            .startsWith("the model 'm3' cannot be served: ");
                },
                () -> letters.size() >= EACH,
                LIMIT);
        assertThat(letters).isEqualTo(sent.get(BROKEN));
    }

    private void aRecordThatNamesNoModelIsADeadLetter() {
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes("nobody's"), Lab.bytes("placed")));
        }
        Awaitility.await().atMost(LIMIT).until(() -> counted("(none)", "dead-letter") == 1);
    }

    private void theApiTellsThemApart() throws IOException, InterruptedException {
        JsonNode list = json.tree(get("/api/models")).path("models");
        assertThat(list).hasSize(MODELS).allSatisfy(one -> assertThat(
                        one.path("served").asBoolean())
                .isEqualTo(!one.path("model").asText().equals(BROKEN)));
        assertThat(code("/api/status")).isEqualTo(400);
        assertThat(code("/api/status?model=" + BROKEN)).isEqualTo(404);
        assertThat(code("/readyz")).isEqualTo(200);
        assertThat(new OpenApi(app.address()).check()).containsEntry("/api/models", 200);
    }

    private void eachHasAPage() throws IOException {
        try (Browser browser = new Browser()) {
            browser.open(app.address() + "/");
            browser.await(
                    "all are listed",
                    LIMIT,
                    () -> browser.texts("#models tbody tr").size() == MODELS);
            assertThat(browser.text("#state")).isEqualTo("1 of 10 not served");
            assertThat(browser.text("#models [data-model=m3]")).contains("not served", "is not an ONNX model");
            browser.picture("models");
            browser.click("#models [data-model=m7] a");
            browser.await(
                    "the page of one",
                    LIMIT,
                    () -> browser.text("#model").equals("m7")
                            && browser.text("#state").equals("the explanation holds"));
            browser.picture("one-of-several");
            assertThat(browser.console()).isEmpty();
        }
    }

    private void onceRepairedItIsServedToo() throws IOException {
        Files.write(models.resolve("folder-3/model.onnx"), graph(3));
        Awaitility.await("it is served").atMost(LIMIT).until(() -> code("/api/status?model=" + BROKEN) == 200);
        assertThat(metric("understudy_model_refused", BROKEN, "")).isZero();
        sent.get(BROKEN).clear();
        send("b", EACH);
        Awaitility.await("its surrogates")
                .atMost(LIMIT)
                .until(() -> status(BROKEN).path("version").asLong() == 1);
        assertThat(counted(BROKEN, "dead-letter")).isEqualTo(EACH);
        for (String id : healthy()) {
            assertThat(counted(id, "unscored") + counted(id, "scored")).isEqualTo(2 * EACH);
        }
    }

    private JsonNode status(String model) {
        try {
            return json.tree(get("/api/status?model=" + model));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double counted(String model, String outcome) {
        return metric("understudy_sequences_total", model, "outcome=\"" + outcome + "\"");
    }

    private double metric(String name, String model, String label) {
        try {
            return new String(get("/metrics"), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "{")
                            && line.contains("model=\"" + model + "\"")
                            && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] get(String path) throws IOException {
        try (InputStream in = URI.create(app.address() + path).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    private int code(String path) throws IOException {
        return ((HttpURLConnection) URI.create(app.address() + path).toURL().openConnection()).getResponseCode();
    }
}
