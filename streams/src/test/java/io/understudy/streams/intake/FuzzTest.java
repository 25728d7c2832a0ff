package io.understudy.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.extraction.ChallengerEvaluation;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Trigger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Bytes from outside, damaged at random: they are taken or refused, and nothing else happens. A thousand inputs for each
 * parser; ten million records with {@code -Djqwik.tries.default=10000000}.
 */
class FuzzTest {
    private static final int LONGEST = 50;
    private static final int MOST_DAMAGE = 6;
    private static final List<byte[]> RECORDS = List.of(
            bytes("a b c d e"),
            bytes(
                    "{\"id\": \"x\", \"symbols\": [\"a\", \"b\", \"c\"], \"timestamp\": 1763700000000, \"output\": [0.1, 0.2]}"),
            bytes("{\"specversion\": \"1.0\", \"id\": \"event-2\", \"source\": \"/model\", \"type\": \"sequence\", "
                    + "\"datacontenttype\": \"application/json\", \"data\": {\"symbols\": [\"a\", \"b\"]}}"),
            bytes("{\"instances\": [[\"a\", \"b\"], [\"c\"]]}"),
            bytes("{\"predictions\": [[[0.1, 0.9], [0.5, 0.5]]]}"),
            bytes(
                    "{\"inputs\": [{\"name\": \"input0\", \"shape\": [1, 3], \"datatype\": \"INT64\", \"data\": [0, 1, 2]}]}"),
            bytes(
                    "{\"outputs\": [{\"name\": \"probs\", \"shape\": [1, 2], \"datatype\": \"FP32\", \"data\": [0.1, 0.9]}]}"));
    private static final List<byte[]> PIECES = List.of(
            bytes("null"),
            bytes("1e999"),
            bytes("-9223372036854775809"),
            bytes("[[[[[[[["),
            bytes("{\"a\":"),
            bytes("\"\\u0000\\ud800\""),
            bytes("\u0000\uffff"),
            bytes("99999999999999999999999999"),
            bytes("true"));
    private static final Map<String, String> EVENT = Map.of(
            "ce_specversion", "1.0",
            "ce_id", "logged-1",
            "ce_source", "http://localhost:9081/",
            "ce_type", "org.kubeflow.serving.inference.request",
            "content-type", "application/json");

    private static byte[] bundle;
    private static byte[] manifest;
    private static byte[] graph;
    private static Path folder;

    private final SequenceDecoder decoder = new SequenceDecoder(
            new Json(), ModelResolver.only(() -> SequenceDecoderTest.MANIFEST), LONGEST, SequenceDecoderTest.UNDIVIDED);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @BeforeContainer
    static void intactFiles() throws IOException {
        folder = Files.createTempDirectory("fuzz");
        try (ShippedModel shipped = new ShippedModel();
                OnnxModel model = OnnxModel.open(shipped.folder(), 1)) {
            manifest = Files.readAllBytes(shipped.folder().resolve("model.json"));
            graph = Files.readAllBytes(shipped.folder().resolve("model.onnx"));
            Properties properties = new Properties();
            properties.put("model", shipped.folder().toString());
            properties.put("kafka.bootstrap.servers", "localhost:9092");
            properties.put("extraction.surrogates", "fsa");
            properties.put("extraction.budget", "PT2S");
            Settings settings = SettingsReader.of(properties, Map.of(), "test");
            ExtractionRequest request = new ExtractionRequest(
                    "fuzz",
                    model.manifest().id(),
                    model.sha256(),
                    Trigger.INITIAL,
                    0,
                    SequenceFile.lines(shipped.normal()).subList(0, 300));
            bundle = new BundleFormat()
                    .write(new ChallengerEvaluation(settings.extraction(), settings.fidelity(), Clock.systemUTC())
                            .hold(model, request, Optional.empty(), 0, Progress.none())
                            .promoted()
                            .orElseThrow());
        }
    }

    @AfterContainer
    static void removed() throws IOException {
        Files.deleteIfExists(folder.resolve("model.json"));
        Files.delete(folder);
    }

    @Property
    void aRecord(@ForAll long seed) {
        Random random = new Random(seed);
        Headers headers = new RecordHeaders();
        if (random.nextInt(3) == 0) {
            EVENT.forEach((name, value) ->
                    headers.add(name, random.nextInt(10) == 0 ? damaged(bytes(value), random) : bytes(value)));
        }
        byte[] value = damaged(RECORDS.get(random.nextInt(RECORDS.size())), random);
        byte[] key = random.nextBoolean() ? null : damaged(bytes("key"), random);
        DecodedRecord decoded = decoder.decode(new SequenceDecoder.Raw(key, value, headers, seed, "topic-0-1"));
        assertThat(decoded.sequences()).allMatch(sequence -> sequence.symbols().size() <= LONGEST);
    }

    @Property
    void aBundle(@ForAll long seed) {
        taken(() -> new BundleFormat().read(damaged(bundle, new Random(seed)), "fuzz"));
    }

    @Property
    void aManifest(@ForAll long seed) throws IOException {
        Files.write(folder.resolve("model.json"), damaged(manifest, new Random(seed)));
        taken(() -> Manifest.read(folder));
    }

    @Property
    void aGraph(@ForAll long seed) {
        taken(() -> ModelFile.parse(damaged(graph, new Random(seed)), folder));
    }

    /** What is refused is refused with a reason; all else that is thrown fails the test. */
    private static void taken(Runnable parser) {
        try {
            parser.run();
        } catch (InvalidInputException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] damaged(byte[] intact, Random random) {
        byte[] bytes = intact;
        for (int i = random.nextInt(MOST_DAMAGE); i >= 0; i--) {
            int at = random.nextInt(bytes.length + 1);
            int to = at + random.nextInt(bytes.length - at + 1);
            switch (random.nextInt(5)) {
                case 0 ->
                    bytes = joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, at + 1));
                case 1 -> bytes = joined(bytes, at, PIECES.get(random.nextInt(PIECES.size())), at);
                case 2 -> bytes = joined(bytes, at, new byte[0], to);
                case 3 -> bytes = joined(bytes, to, bytes, to);
                default -> bytes = joined(bytes, at, PIECES.get(random.nextInt(PIECES.size())), to);
            }
            if (bytes.length > 4 * intact.length + 1_000) {
                break;
            }
        }
        return bytes;
    }

    /** What is before a place, something, and what is from another place on. */
    private static byte[] joined(byte[] bytes, int to, byte[] between, int from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, 0, to);
        joined.write(between, 0, between.length);
        joined.write(bytes, from, bytes.length - from);
        return joined.toByteArray();
    }
}
