package io.understudy.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.cli.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the benchmarks run and name their figures; what the figures are is not for a test to say. */
class BenchCommandTest {
    private static final Path DEMO = Path.of("demo");

    private static JsonNode json(String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        int code =
                new CommandLine(new BenchCommand()).setOut(new PrintWriter(out)).execute(arguments);
        assertThat(code).isZero();
        assertThat(out.toString().strip().lines()).hasSize(1);
        return JsonMapper.builder().build().readTree(out.toString());
    }

    @Test
    void scoringIsMeasuredBesideOnnxRuntime() throws Exception {
        JsonNode result = json("score", DEMO.toString(), "--rank", "5", "--seconds", "0.02", "--json");
        assertThat(result.get("rank").asInt()).isEqualTo(5);
        assertThat(result.get("threads").asInt()).isEqualTo(1);
        for (String key : new String[] {"symbolsPerSecond", "onnxBatch1", "onnxBatch32", "onnxBatch512"}) {
            assertThat(result.get(key).asDouble()).as(key).isPositive();
        }
    }

    @Test
    void spectralSolutionsAreMeasuredAndDrawn(@TempDir Path folder) throws Exception {
        List<String> words = Files.readAllLines(DEMO.resolve("normal.txt")).subList(0, 700);
        for (String file : List.of("model.onnx", "model.json")) {
            Files.copy(DEMO.resolve(file), folder.resolve(file));
        }
        Files.write(folder.resolve("train.txt"), words.subList(0, 600));
        Files.write(folder.resolve("test.txt"), words.subList(600, 700));
        List<String> probabilities = new ArrayList<>(List.of("100"));
        probabilities.addAll(Collections.nCopies(100, "0.01"));
        Files.write(folder.resolve("test-probabilities.txt"), probabilities);
        JsonNode result = json(
                "spectral",
                folder.toString(),
                "--basis",
                "32",
                "--budget",
                "1",
                "--curves",
                folder.toString(),
                "--json");
        assertThat(result.get("leastPerplexity").asDouble()).isCloseTo(100, within(1e-6));
        assertThat(result.get("table").findValuesAsText("solution"))
                .containsExactly("NETWORK", "PUBLISHED", "SPECTRAL", "REFINED");
        for (JsonNode row : result.get("table")) {
            assertThat(row.get("wordErrorRate").asDouble()).isBetween(0.0, 1.0);
            assertThat(row.get("perplexity").asDouble()).isGreaterThan(100);
        }
        assertThat(result.get("overRank").findValuesAsText("solution")).contains("PUBLISHED", "SPECTRAL");
        assertThat(result.get("overBasis")).hasSize(10);
        String picture = Files.readString(folder.resolve(result.get("model").asText() + ".svg"));
        assertThat(picture).contains("published", "refined").doesNotContain("NaN");
    }

    @Test
    void distillationIsMeasuredBesideTheNaiveWay() throws Exception {
        JsonNode result = json(
                "distill",
                DEMO.toString(),
                "--sequences",
                DEMO.resolve("normal.txt").toString(),
                "--prefixes",
                "40",
                "--suffixes",
                "40",
                "--json");
        assertThat(result.get("oraclePositions").asLong())
                .isPositive()
                .isLessThan(result.get("naivePositions").asLong());
        assertThat(result.get("seconds").asDouble()).isPositive();
        assertThat(result.get("naiveSeconds").asDouble()).isPositive();
    }
}
