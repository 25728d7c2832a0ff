package io.understudy.agent.bench;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.GraphParts;
import io.understudy.agent.onnx.ModelFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network that hides a key: it goes on for as long as a word agrees with the key, and from the first symbol that does
 * not, says that the word has ended. Which symbol would have been right it never says, so a word tells how long its
 * common beginning with the key is, and no more: networks that interactive probing identifies with exponentially fewer
 * queries than any fixed probes (the argument of Herrmann, Faccio & Schmidhuber 2024, on a class of our own).
 */
final class KeyNetwork {
    static final int SYMBOLS = 2;

    private static final int BEGIN = SYMBOLS;
    private static final int END = SYMBOLS + 1;
    private static final int COLUMNS = SYMBOLS + 2;
    /** Log odds between what is said and what is not. */
    private static final float SURE = 12;

    private KeyNetwork() {}

    /**
     * Builds it: a recurrent layer of rectified linear units, of which unit i is 1 after the key's first i symbols.
     *
     * @param key symbols 0 and 1
     */
    static ModelFile hiding(int[] key) {
        int width = key.length + 1;
        float[] in = new float[width * COLUMNS];
        float[] back = new float[width * width];
        float[] bias = new float[2 * width];
        in[BEGIN] = 1;
        for (int i = 1; i < width; i++) {
            in[i * COLUMNS + key[i - 1]] = 1;
            back[i * width + i - 1] = 1;
            bias[i] = -1;
        }
        float[] out = new float[width * COLUMNS];
        for (int i = 0; i < width; i++) {
            for (int column = 0; column < COLUMNS; column++) {
                out[i * COLUMNS + column] = column < SYMBOLS ? SURE : column == END ? -SURE : 0;
            }
        }
        GraphProto graph = GraphProto.newBuilder()
                .setName("key")
                .addInput(GraphParts.value("tokens", TensorProto.DataType.INT64, "batch", "time"))
                .addOutput(GraphParts.value("probs", TensorProto.DataType.FLOAT, "batch", "time", COLUMNS))
                .addInitializer(GraphParts.weights("one_hot", identity(COLUMNS), COLUMNS, COLUMNS))
                .addInitializer(GraphParts.weights("in", in, 1, width, COLUMNS))
                .addInitializer(GraphParts.weights("back", back, 1, width, width))
                .addInitializer(GraphParts.weights("bias", bias, 1, 2L * width))
                .addInitializer(GraphParts.weights("out", out, width, COLUMNS))
                .addInitializer(GraphParts.weights("closed", new float[] {0, 0, -SURE, SURE}, COLUMNS))
                .addInitializer(GraphParts.integers("flat", 0, 0, width))
                .addNode(GraphParts.node("Gather", "vectors", "one_hot", "tokens"))
                .addNode(GraphParts.node("Transpose", "by_time", "vectors")
                        .addAttribute(GraphParts.numbers("perm", 1, 0, 2)))
                .addNode(GraphParts.node("RNN", "units", "by_time", "in", "back", "bias")
                        .addAttribute(GraphParts.number("hidden_size", width))
                        .addAttribute(AttributeProto.newBuilder()
                                .setName("activations")
                                .setType(AttributeProto.AttributeType.STRINGS)
                                .addStrings(ByteString.copyFromUtf8("Relu"))))
                .addNode(GraphParts.node("Transpose", "by_word", "units")
                        .addAttribute(GraphParts.numbers("perm", 2, 0, 1, 3)))
                .addNode(GraphParts.node("Reshape", "hidden", "by_word", "flat"))
                .addNode(GraphParts.node("MatMul", "open", "hidden", "out"))
                .addNode(GraphParts.node("Add", "scores", "open", "closed"))
                .addNode(GraphParts.node("Softmax", "probs", "scores").addAttribute(GraphParts.number("axis", -1)))
                .build();
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph)
                .build();
        return new ModelFile(manifest(key), Path.of("key.onnx"), model.toByteArray());
    }

    private static float[] identity(int size) {
        float[] matrix = new float[size * size];
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] = 1;
        }
        return matrix;
    }

    private static Manifest manifest(int[] key) {
        return new Manifest(
                "key-" + Arrays.toString(key).replaceAll("\\D", ""),
                Task.LANGUAGE_MODEL,
                null,
                null,
                null,
                OutputKind.PROBABILITIES,
                Optional.empty(),
                List.of(),
                List.of("0", "1", "<begin>", "<end>"),
                Optional.of("<begin>"),
                Optional.of("<end>"),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
