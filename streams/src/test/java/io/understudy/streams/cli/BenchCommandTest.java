package io.understudy.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.understudy.agent.cli.bench.BenchCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
