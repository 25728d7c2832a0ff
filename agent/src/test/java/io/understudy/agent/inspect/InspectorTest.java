package io.understudy.agent.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.SmallGraph;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectorTest {
    private static final int SYMBOLS = 4;
    private static final double SAME = 1e-5;
    private static final List<int[]> WORDS = List.of(new int[] {0, 1, 2, 3, 3}, new int[] {2}, new int[] {3, 1, 0});

    @TempDir
    Path folder;

    @Test
    void whatIsAsItHasToBeIsCopied() throws IOException {
        Inspector.Draft draft = inspect(languageModel(true));
        assertThat(draft.changes()).isEmpty();
        assertThat(draft.graph()).isEqualTo(Files.readAllBytes(file()));
        assertThat(draft.manifest().task()).isEqualTo(Task.LANGUAGE_MODEL);
        assertThat(draft.manifest().outputKind()).isEqualTo(OutputKind.PROBABILITIES);
        assertThat(draft.manifest().symbols()).containsExactly("0", "1", "2", "3");
        assertThat(draft.unknown()).anyMatch(line -> line.contains("--symbols FILE"));
        assertThat(inspect(languageModel(false)).manifest().outputKind()).isEqualTo(OutputKind.LOGITS);
    }

    @Test
    void tokensOfAnotherTypeAreCast() throws IOException {
        List<float[]> expected = answers(inspect(languageModel(true)));
        edit(graph -> elementType(graph.getInputBuilder(0), TensorProto.DataType.INT32));
        Inspector.Draft draft = inspect(Optional.empty());
        assertThat(draft.changes()).containsExactly("tokens are cast from int64 to int32");
        assertSame(answers(draft), expected);
    }

    @Test
    void missingShapesAreDeclared() throws IOException {
        new SmallGraph("GRU", false, 1).write(folder, "{}", SYMBOLS, 3, false, true);
        List<float[]> expected = answers(inspect(Optional.empty()));
        edit(graph -> {
            graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
            graph.getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().clearShape();
        });
        Inspector.Draft draft = inspect(Optional.empty());
        assertThat(draft.changes()).hasSize(2).allMatch(change -> change.contains("declar"));
        assertSame(answers(draft), expected);
    }

    @Test
    void timeFirstIsTurned() throws IOException {
        List<float[]> expected = answers(inspect(languageModel(true)));
        edit(graph -> {
            graph.addNode(0, node("Transpose", "tokens", "turned").addAttribute(permutation(1, 0)));
            for (NodeProto.Builder gather : graph.getNodeBuilderList()) {
                if (gather.getOpType().equals("Gather")) {
                    gather.setInput(1, "turned");
                }
            }
            graph.addNode(node("Transpose", "probs", "by_time_first").addAttribute(permutation(1, 0, 2)));
            graph.clearOutput().addOutput(real("by_time_first"));
        });
        Inspector.Draft draft = inspect(Optional.empty());
        assertThat(draft.changes()).anyMatch(change -> change.contains("time was the first dimension"));
        assertSame(answers(draft), expected);
    }

    @Test
    void oneSigmoidStandsForTwoClasses() throws IOException {
        new SmallGraph("LSTM", false, 1).write(folder, "{}", SYMBOLS, 1, false, false);
        List<float[]> logit = answers(inspect(Optional.empty()));
        edit(graph -> {
            graph.addNode(node("Sigmoid", "probs", "probability"));
            graph.clearOutput().addOutput(real("probability"));
        });
        Inspector.Draft draft = inspect(Optional.empty());
        assertThat(draft.manifest().task()).isEqualTo(Task.CLASSIFIER);
        assertThat(draft.manifest().classes()).hasSize(2);
        assertSame(answers(draft), logit);
    }

    @Test
    void weightsBesideTheFileArePutIn() throws IOException {
        List<float[]> expected = answers(inspect(languageModel(true)));
        byte[] weights = model().getGraph().getInitializer(0).getRawData().toByteArray();
        edit(graph -> graph.getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", "weights.bin"))
                .addExternalData(entry("offset", "3")));
        refused("copy that file too");
        byte[] padded = new byte[weights.length + 3];
        System.arraycopy(weights, 0, padded, 3, weights.length);
        Files.write(folder.resolve("weights.bin"), padded);
        assertSame(answers(inspect(Optional.empty())), expected);
        edit(graph -> graph.getInitializerBuilder(0)
                .getExternalDataBuilder(0)
                .setValue("../" + folder.getFileName() + "/../secret"));
        refused("which is not beside it");
    }

    @Test
    void symbolsAreNamedByAFile() throws IOException {
        languageModel(true);
        Path symbols = Files.writeString(folder.resolve("symbols"), "a\nb\n<begin>\n<end>\n");
        Inspector.Draft draft = inspect(Optional.of(symbols));
        assertThat(draft.manifest().symbols()).containsExactly("a", "b", "<begin>", "<end>");
        assertThat(draft.manifest().begin()).contains("<begin>");
        assertThat(draft.manifest().end()).contains("<end>");
        assertThat(draft.unknown()).isEmpty();
        Files.writeString(symbols, "{\"b\": 1, \"a\": 0, \"c\": 2, \"d\": 3}");
        assertThat(inspect(Optional.of(symbols)).manifest().symbols()).containsExactly("a", "b", "c", "d");
        Files.writeString(symbols, "a b c");
        assertThatThrownBy(() -> inspect(Optional.of(symbols)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("names 1 symbols, but");
    }

    @Test
    void whatCannotWorkIsRefusedWithTheReason() throws IOException {
        Files.writeString(file(), "no model");
        refused("is not an ONNX model");
        languageModel(true);
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length / 2));
        refused("was cut short");
        broken("a batch of 1 only", graph -> graph.getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimValue(1));
        broken(
                "has 2 inputs",
                graph -> graph.addInput(graph.getInput(0).toBuilder().setName("lengths")));
        broken("Understudy needs probabilities or logits", graph -> {
            graph.addNode(node("ArgMax", "probs", "best")
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("axis")
                            .setType(AttributeProto.AttributeType.INT)
                            .setI(-1)));
            ValueInfoProto.Builder best = real("best").toBuilder();
            elementType(best, TensorProto.DataType.INT64);
            graph.clearOutput().addOutput(best);
        });
        broken("answers NaN", graph -> {
            graph.addNode(node("Sub", "probs", "zero").addInput("probs"));
            graph.addNode(node("Div", "zero", "nan").addInput("zero"));
            graph.clearOutput().addOutput(real("nan"));
        });
        broken("differently each time", graph -> {
            graph.addNode(node("RandomNormalLike", "probs", "noise"));
            graph.addNode(node("Add", "probs", "noisy").addInput("noise"));
            graph.clearOutput().addOutput(real("noisy"));
        });
        broken("has the shape [6, 4]", graph -> {
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("rows")
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(2)
                    .addInt64Data(-1)
                    .addInt64Data(SYMBOLS));
            graph.addNode(node("Reshape", "probs", "flattened").addInput("rows"));
            graph.clearOutput().addOutput(real("flattened"));
        });
        broken("has no recurrent node", graph -> {
            graph.clearNode();
            graph.addNode(node("Gather", "embedding", "embedded").addInput("tokens"));
            graph.clearOutput().addOutput(real("embedded"));
        });
        broken("ONNX Runtime cannot load the graph", graph -> {
            graph.addNode(node("Sparkle", "probs", "sparkled"));
            graph.clearOutput().addOutput(real("sparkled"));
        });
        broken("it holds no graph", GraphProto.Builder::clearNode);
        new SmallGraph("GRU", true, 1).write(folder, "{}", SYMBOLS, SYMBOLS, true, true);
        refused("depends on later ones");
    }

    private Optional<Path> languageModel(boolean softmax) throws IOException {
        new SmallGraph("LSTM", false, 1).write(folder, "{}", SYMBOLS, SYMBOLS, true, softmax);
        return Optional.empty();
    }

    private Path file() {
        return folder.resolve("model.onnx");
    }

    private ModelProto model() throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file()));
    }

    private void edit(Consumer<GraphProto.Builder> change) throws IOException {
        ModelProto.Builder model = model().toBuilder();
        change.accept(model.getGraphBuilder());
        Files.write(file(), model.build().toByteArray());
    }

    private void broken(String reason, Consumer<GraphProto.Builder> change) throws IOException {
        languageModel(true);
        edit(change);
        refused(reason);
    }

    private void refused(String reason) {
        assertThatThrownBy(() -> inspect(Optional.empty()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining(file().toString());
    }

    private Inspector.Draft inspect(Optional<Path> symbols) {
        return new Inspector(
                        file(),
                        new Inspector.Hints(
                                "small", symbols, Optional.empty(), Optional.empty(), Optional.empty(), List.of()))
                .inspect();
    }

    private List<float[]> answers(Inspector.Draft draft) {
        try (OnnxModel model = OnnxModel.open(new ModelFile(draft.manifest(), file(), draft.graph()), 1)) {
            return model.after(WORDS);
        }
    }

    private static void assertSame(List<float[]> actual, List<float[]> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).hasSameSizeAs(expected.get(i));
            for (int c = 0; c < expected.get(i).length; c++) {
                assertThat((double) actual.get(i)[c]).isCloseTo(expected.get(i)[c], within(SAME));
            }
        }
    }

    private static NodeProto.Builder node(String operator, String from, String made) {
        return NodeProto.newBuilder().setOpType(operator).addInput(from).addOutput(made);
    }

    private static AttributeProto permutation(long... places) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(places).forEach(attribute::addInts);
        return attribute.build();
    }

    private static ValueInfoProto real(String name) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber())))
                .build();
    }

    private static void elementType(ValueInfoProto.Builder value, TensorProto.DataType type) {
        value.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber());
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
