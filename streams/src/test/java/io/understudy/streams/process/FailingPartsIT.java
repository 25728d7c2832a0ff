package io.understudy.streams.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever fails without killing a process: as in {@link FaultsIT}, and the instance goes on. */
@Timeout(900)
class FailingPartsIT {
    private static final int SOME = 10_000;

    @TempDir
    Path folder;

    /** What happens to an instance in the middle of its work. */
    private interface Fault {
        void strikes(Scenario faults, JavaProcess instance);
    }

    private void theInstanceGoesOnAfter(String name, Map<String, String> settings, Fault fault) {
        try (Scenario faults = new Scenario(name, 1, folder, settings)) {
            faults.prepare();
            JavaProcess instance = faults.start();
            faults.send(SOME);
            faults.all().await("it scores", () -> faults.all().committed() > SOME / 4);
            faults.breaks(() -> fault.strikes(faults, instance));
            faults.send(SOME);
            faults.awaitRecovery();
            faults.awaitAllScored();
            assertThat(instance.isAlive()).isTrue();
            faults.verify(0);
        }
    }

    @Test
    void aBrokerThatIsOutOfReachForAMinute() {
        theInstanceGoesOnAfter("the broker out of reach for a minute", Map.of(), (faults, instance) -> {
            JavaProcess broker = faults.all().brokers().node(0);
            signal(broker, "STOP");
            sleep(60);
            signal(broker, "CONT");
        });
    }

    @Test
    void aClockOfTheProducersThatJumpsBackAnHour() {
        theInstanceGoesOnAfter(
                "the producers' clock jumps back an hour",
                Map.of(),
                (faults, instance) -> faults.timestampsOf(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1))));
    }

    @Test
    void aFullDiskWhereTheStateIs() throws IOException {
        Path state = Files.createDirectory(folder.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", state.toString()))
                .as("rights to mount")
                .isZero();
        try {
            theInstanceGoesOnAfter(
                    "the state directory's disk full",
                    Map.of("state.directory", state.toString()),
                    (faults, instance) -> fill(state.resolve("filler")));
        } finally {
            run("umount", state.toString());
        }
    }

    @Test
    void aModelFileThatBecomesUnreadable() {
        theInstanceGoesOnAfter("the model's file unreadable", Map.of("model.check", "PT1S"), (faults, instance) -> {
            write(faults.model().folder().resolve("model.onnx"), "no model");
            faults.all().await("it is refused", () -> instance.log().contains("cannot be served"));
        });
    }

    @Test
    void aModelThatAnswersNaN() throws IOException {
        try (Scenario faults = new Scenario("ONNX Runtime answers NaN", 1, folder, Map.of())) {
            String symbol = "payment-failed";
            answerNaN(faults.model().folder().resolve("model.onnx"), 14);
            JavaProcess instance = faults.start();
            faults.breaks(() -> {});
            faults.send(SOME);
            faults.awaitRecovery();
            faults.awaitAllScored();
            assertThat(instance.isAlive()).isTrue();
            Set<String> dead = new HashSet<>();
            List<String> lines = Files.readAllLines(faults.model().normal());
            int expected = (int) IntStream.range(0, SOME)
                    .filter(i -> (" " + lines.get(i % lines.size()) + " ").contains(" " + symbol + " "))
                    .count();
            assertThat(expected).isPositive();
            faults.read(
                    "understudy.dead-letters",
                    record -> dead.add(new String(record.key())),
                    () -> dead.size() >= expected);
            assertThat(dead).hasSize(expected);
            faults.verify(expected);
        }
    }

    @Test
    void aDistillationThatTakesTooMuchMemoryFailsAlone() {
        Map<String, String> much = Map.of(
                "extraction.surrogates", "wa",
                "extraction.sequences", "4000",
                "extraction.sample", "10000",
                "extraction.prefixes", "5000",
                "extraction.suffixes", "5000",
                "extraction.budget", "PT1M");
        try (Scenario faults = new Scenario("a distillation takes too much memory", 1, folder, much)) {
            JavaProcess instance = faults.all().start(List.of("-Xmx200m"));
            faults.send(SOME);
            faults.breaks(() -> {});
            faults.all().await("it distils", () -> instance.log().contains("distilling orders"));
            faults.all().await("it fails", () -> instance.log().contains("outcome=failed"));
            faults.send(SOME);
            faults.awaitRecovery();
            faults.awaitAllScored();
            assertThat(instance.isAlive()).isTrue();
            assertThat(faults.all().published()).isZero();
            faults.verify(0);
        }
    }

    /** Makes the answers after a symbol NaN: what the network has for it would be clipped by ONNX Runtime's LSTM. */
    private static void answerNaN(Path file, int symbol) throws IOException {
        OnnxMl.ModelProto.Builder model = OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
        OnnxMl.GraphProto.Builder graph = model.getGraphBuilder();
        OnnxMl.NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
        String output = last.getOutput(0);
        last.setOutput(0, "answers");
        int rows = (int) graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals("embedding.weight"))
                .findFirst()
                .orElseThrow()
                .getDims(0);
        OnnxMl.TensorProto.Builder table = OnnxMl.TensorProto.newBuilder()
                .setName("poison")
                .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                .addDims(rows)
                .addDims(1);
        for (int row = 0; row < rows; row++) {
            table.addFloatData(row == symbol ? Float.NaN : 0);
        }
        graph.addInitializer(table);
        graph.addNode(node("Gather", "poison", "tokens", "poisoned"));
        graph.addNode(node("Add", "answers", "poisoned", output));
        Files.write(file, model.build().toByteArray());
    }

    private static OnnxMl.NodeProto node(String type, String first, String second, String output) {
        return OnnxMl.NodeProto.newBuilder()
                .setOpType(type)
                .addInput(first)
                .addInput(second)
                .addOutput(output)
                .build();
    }

    private static void signal(JavaProcess process, String signal) {
        assertThat(run("kill", "-" + signal, Long.toString(process.pid()))).isZero();
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep(long seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Path file) {
        try {
            Files.write(file, new byte[1 << 20]);
        } catch (IOException full) {
            // That is what it is for.
        }
    }
}
