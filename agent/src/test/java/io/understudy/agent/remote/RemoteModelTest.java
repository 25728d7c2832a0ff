package io.understudy.agent.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import com.sun.net.httpserver.HttpServer;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteModelTest {
    private static final String LANGUAGE = """
            {"id": "small", "task": "language-model", "symbols": ["a", "b", "c", "<", ">"], "begin": "<", "end": ">"}
            """;
    private static final Duration LATENCY = Duration.ofMillis(10);

    @TempDir
    Path folder;

    @Test
    void distilsFromBehindHttpWhatItDistilsFromTheFile() throws IOException, OrtException {
        new SmallGraph("LSTM", false, 3).write(folder, LANGUAGE, 5, 5, true, true);
        try (InferenceServer server = new InferenceServer(folder, LATENCY);
                OnnxModel file = OnnxModel.forWords(ModelFile.read(folder), 1)) {
            RemoteModel remote = RemoteModel.open(server.model(), Manifest.read(folder));
            int before = server.requests();
            WeightedAutomaton here = distilled(file);
            WeightedAutomaton there = distilled(remote);
            assertThat(there).usingRecursiveComparison().isEqualTo(here);
            assertThat(remote.symbolsQueried()).isEqualTo(file.symbolsQueried());
            assertThat(server.requests() - before).isGreaterThan(10);
        }
    }

    private static WeightedAutomaton distilled(Oracle oracle) {
        Random random = new Random(3);
        List<int[]> words = IntStream.range(0, 200)
                .mapToObj(i -> random.ints(1 + random.nextInt(15), 0, 3).toArray())
                .toList();
        Distiller.Options options = new Distiller.Options(OptionalInt.of(4), 30, 30, 1, Duration.ZERO, true);
        return new Distiller(oracle, options, Clock.systemUTC(), Progress.none())
                .distil(words)
                .automaton();
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        new SmallGraph("LSTM", false, 3).write(folder, LANGUAGE, 5, 5, true, true);
        assertThatThrownBy(
                        () -> RemoteModel.open(URI.create("http://127.0.0.1:9/v2/models/small"), Manifest.read(folder)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("http://127.0.0.1:9/v2/models/small/infer did not answer");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | no such model | HTTP status 404: no such model",
                "200 | {\"outputs\": [{\"na | did not answer",
                "200 | {\"outputs\": [{\"name\": \"other\"}]} | gave no output 'probs' (it gave [other])",
                "200 | {\"outputs\": [{\"name\": \"probs\", \"shape\": [1, 2, 5], \"data\": [1, 2]}]} | has shape [1,2,5] and 2 numbers",
                "200 | {\"outputs\": [{\"name\": \"probs\", \"shape\": [1, 1, 3], \"data\": [1, 2, 3]}]} | has 3 columns, but model.json names 5"
            })
    void whatAnswersOtherwiseIsRefused(int status, String body, String says) throws IOException {
        new SmallGraph("LSTM", false, 3).write(folder, LANGUAGE, 5, 5, true, true);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            URI model = URI.create("http://127.0.0.1:%d/v2/models/m"
                    .formatted(server.getAddress().getPort()));
            assertThatThrownBy(() -> RemoteModel.open(model, Manifest.read(folder)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(says);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatFallsSilentIsNoAnswer() throws IOException, OrtException {
        new SmallGraph("LSTM", false, 3).write(folder, LANGUAGE, 5, 5, true, true);
        RemoteModel remote;
        try (InferenceServer server = new InferenceServer(folder, LATENCY)) {
            remote = RemoteModel.open(server.model(), Manifest.read(folder));
        }
        assertThatThrownBy(() -> remote.query(List.of(new int[] {0, 1})))
                .isInstanceOf(InvalidAnswerException.class)
                .hasMessageContaining("did not answer");
    }
}
