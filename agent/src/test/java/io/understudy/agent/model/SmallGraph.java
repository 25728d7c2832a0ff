package io.understudy.agent.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.understudy.agent.onnx.GraphParts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes small recurrent networks with seeded weights, as model folders: of an operator of ONNX, or {@code MGU}, a
 * minimal gated unit as a scan whose state is the graph's input {@code state} and output {@code next_state}.
 */
public final class SmallGraph {
    private static final int EMBEDDING = 4;
    private static final int WIDTH = 6;
    private static final Map<String, Integer> GATES = Map.of("RNN", 1, "GRU", 3, "LSTM", 4);

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("small");
    private final Random random;
    private final String cell;
    private final boolean bidirectional;

    /** Which network. */
    public SmallGraph(String cell, boolean bidirectional, long seed) {
        this.cell = cell;
        this.bidirectional = bidirectional;
        this.random = new Random(seed);
    }

    /**
     * Writes a folder.
     *
     * @param json the rest of the manifest: task, symbols and so on
     * @param eachPosition whether the output has a row for each position, or one for the last
     * @param softmax false for logits
     */
    public Path write(Path folder, String json, int symbols, int columns, boolean eachPosition, boolean softmax)
            throws IOException {
        int directions = bidirectional ? 2 : 1;
        weights("embedding", 1, symbols, EMBEDDING);
        weights("out", 1.5, directions * WIDTH, columns);
        graph.addInitializer(GraphParts.integers("last", -1));
        node("Gather", List.of("embedding", "tokens"), "embedded");
        node("Transpose", List.of("embedded"), "by_time", GraphParts.numbers("perm", 1, 0, 2));
        if (cell.equals("MGU")) {
            scanMinimalGatedUnit();
        } else {
            int gates = GATES.get(cell);
            weights("w", 0.8, directions, gates * WIDTH, EMBEDDING);
            weights("r", 0.8, directions, gates * WIDTH, WIDTH);
            node(
                    cell,
                    List.of("by_time", "w", "r"),
                    "y",
                    GraphParts.number("hidden_size", WIDTH),
                    text("direction", bidirectional ? "bidirectional" : "forward"));
        }
        node("Transpose", List.of("y"), "by_batch", GraphParts.numbers("perm", 2, 0, 1, 3));
        graph.addInitializer(GraphParts.integers("flat", 0, 0, directions * WIDTH));
        node("Reshape", List.of("by_batch", "flat"), "hidden");
        String read = "hidden";
        if (!eachPosition) {
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("end")
                    .setDataType(TensorProto.DataType.INT64_VALUE)
                    .addInt64Data(-1));
            node("Gather", List.of("hidden", "end"), "final", GraphParts.number("axis", 1));
            read = "final";
        }
        node("MatMul", List.of(read, "out"), softmax ? "scores" : "probs");
        if (softmax) {
            node("Softmax", List.of("scores"), "probs", GraphParts.number("axis", -1));
        }
        graph.addInput(GraphParts.value("tokens", TensorProto.DataType.INT64, "batch", "time"));
        graph.addOutput(
                eachPosition
                        ? GraphParts.value("probs", TensorProto.DataType.FLOAT, "batch", "time", columns)
                        : GraphParts.value("probs", TensorProto.DataType.FLOAT, "batch", columns));
        if (json.contains("\"hidden\"")) {
            graph.addOutput(
                    GraphParts.value("hidden", TensorProto.DataType.FLOAT, "batch", "time", directions * WIDTH));
        }
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
                .setGraph(graph)
                .build();
        Files.createDirectories(folder);
        Files.write(folder.resolve("model.onnx"), model.toByteArray());
        Files.writeString(folder.resolve("model.json"), json);
        return folder;
    }

    private void scanMinimalGatedUnit() {
        for (String gate : List.of("forget", "new")) {
            weights(gate + "_w", 0.8, EMBEDDING, WIDTH);
            weights(gate + "_r", 1.2, WIDTH, WIDTH);
        }
        GraphProto.Builder step = GraphProto.newBuilder()
                .setName("step")
                .addInput(GraphParts.value("h", TensorProto.DataType.FLOAT, "batch", WIDTH))
                .addInput(GraphParts.value("x", TensorProto.DataType.FLOAT, "batch", EMBEDDING))
                .addOutput(GraphParts.value("moved", TensorProto.DataType.FLOAT, "batch", WIDTH))
                .addOutput(GraphParts.value("shown", TensorProto.DataType.FLOAT, "batch", WIDTH));
        add(step, "MatMul", "forget_x", "x", "forget_w");
        add(step, "MatMul", "forget_h", "h", "forget_r");
        add(step, "Add", "forget_sum", "forget_x", "forget_h");
        add(step, "Sigmoid", "forget", "forget_sum");
        add(step, "Mul", "kept", "forget", "h");
        add(step, "MatMul", "new_x", "x", "new_w");
        add(step, "MatMul", "new_h", "kept", "new_r");
        add(step, "Add", "new_sum", "new_x", "new_h");
        add(step, "Tanh", "new", "new_sum");
        add(step, "Sub", "away", "new", "h");
        add(step, "Mul", "part", "forget", "away");
        add(step, "Add", "moved", "h", "part");
        add(step, "Identity", "shown", "moved");
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Scan")
                .addAllInput(List.of("state", "by_time"))
                .addAllOutput(List.of("next_state", "states"))
                .addAttribute(GraphParts.number("num_scan_inputs", 1))
                .addAttribute(AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(step)));
        graph.addInitializer(GraphParts.integers("direction_axis", 1));
        node("Unsqueeze", List.of("states", "direction_axis"), "y");
        graph.addInput(GraphParts.value("state", TensorProto.DataType.FLOAT, "batch", WIDTH));
        graph.addOutput(GraphParts.value("next_state", TensorProto.DataType.FLOAT, "batch", WIDTH));
    }

    private static void add(GraphProto.Builder step, String type, String output, String... inputs) {
        step.addNode(GraphParts.node(type, output, inputs));
    }

    private void weights(String name, double spread, int... dims) {
        int size = 1;
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
        for (int dim : dims) {
            tensor.addDims(dim);
            size *= dim;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            bytes.putFloat((float) (spread * random.nextGaussian()));
        }
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.flip())));
    }

    private void node(String type, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(
                GraphParts.node(type, output, inputs.toArray(String[]::new)).addAllAttribute(List.of(attributes)));
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFrom(value, StandardCharsets.UTF_8))
                .build();
    }
}
