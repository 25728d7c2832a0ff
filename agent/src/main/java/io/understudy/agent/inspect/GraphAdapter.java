package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.understudy.agent.onnx.GraphParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings a graph into the form that the manifest asks for: int64 [batch, time] in, float [batch, time, symbols] or
 * [batch, classes] out. What a graph already has is left as it is.
 */
final class GraphAdapter {
    private static final String BATCH = "batch";
    private static final String TIME = "time";

    private final ModelProto model;
    private final GraphProto.Builder graph;
    private final List<String> changes = new ArrayList<>();
    private final String exportedOutput;
    private String input;
    private String output;

    GraphAdapter(ModelProto model, String input, String output) {
        this.model = model;
        this.graph = model.getGraph().toBuilder();
        this.input = input;
        this.output = output;
        this.exportedOutput = output;
    }

    String input() {
        return input;
    }

    String output() {
        return output;
    }

    /** What was changed, in words. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    byte[] bytes() {
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** Without inputs for the initial state, an operator begins at zero. */
    void dropInitialStates(Set<String> states) {
        if (states.isEmpty()) {
            return;
        }
        for (int n = 0; n < graph.getNodeCount(); n++) {
            NodeProto.Builder node = graph.getNodeBuilder(n);
            for (int i = 0; i < node.getInputCount(); i++) {
                if (states.contains(node.getInput(i))) {
                    node.setInput(i, "");
                }
            }
        }
        for (int i = graph.getInputCount() - 1; i >= 0; i--) {
            if (states.contains(graph.getInput(i).getName())) {
                graph.removeInput(i);
            }
        }
        changes.add(
                "the inputs for the initial state (%s) are removed: it is zero".formatted(String.join(", ", states)));
    }

    /** Tokens of another type are made of int64 ones. */
    void castTokens(Port tokens) {
        if (tokens.type() == TensorProto.DataType.INT64) {
            return;
        }
        String old = replaceInput();
        graph.addNode(
                0,
                node("Cast", old, input)
                        .addAttribute(GraphParts.number("to", tokens.type().getNumber())));
        changes.add("tokens are cast from int64 to %s"
                .formatted(tokens.type().name().toLowerCase(java.util.Locale.ROOT)));
    }

    /** One-hot vectors are made of tokens. */
    void encodeOneHot(int symbols) {
        String old = replaceInput();
        String depth = "understudy_depth";
        String values = "understudy_off_on";
        graph.addInitializer(TensorProto.newBuilder()
                .setName(depth)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addInt64Data(symbols));
        graph.addInitializer(GraphParts.weights(values, new float[] {0, 1}, 2));
        graph.addNode(0, node("OneHot", old, input, depth, values));
        changes.add("tokens are converted to one-hot vectors of %d symbols".formatted(symbols));
    }

    /** [time, batch] becomes [batch, time]. */
    void batchFirst(boolean eachPosition) {
        String old = replaceInput();
        graph.addNode(0, node("Transpose", old, input).addAttribute(GraphParts.numbers("perm", 1, 0)));
        if (eachPosition) {
            append("Transpose", "understudy_batch_first").addAttribute(GraphParts.numbers("perm", 1, 0, 2));
        }
        changes.add("time was the first dimension: input and output are transposed");
    }

    /** Float16 and double answers become float. */
    void castAnswers() {
        append("Cast", "understudy_float")
                .addAttribute(GraphParts.number("to", TensorProto.DataType.FLOAT.getNumber()));
        changes.add("answers are cast to float");
    }

    /** The probability of class 1 becomes those of both. */
    void bothClasses() {
        String one = constant("understudy_one", 1);
        String first = "understudy_class_0";
        graph.addNode(node("Sub", first, one, output));
        join(first);
        changes.add("the probability of class 1 is given for both classes");
    }

    /** The logit of class 1 stands beside 0 for class 0. */
    void bothLogits() {
        String zero = constant("understudy_zero", 0);
        String first = "understudy_class_0";
        graph.addNode(node("Mul", first, zero, output));
        join(first);
        changes.add("the single logit is that of class 1; class 0 has 0");
    }

    private void join(String first) {
        String last = output;
        output = "understudy_classes";
        graph.addNode(node("Concat", output, first, last).addAttribute(GraphParts.number("axis", -1)));
        graph.addOutput(GraphParts.value(output, TensorProto.DataType.FLOAT, BATCH, 2));
    }

    /** ONNX Runtime crashes on an input of unknown rank, so that is declared before anything is run. */
    void declareInput() {
        for (int i = 0; i < graph.getInputCount(); i++) {
            Port declared = Port.of(graph.getInput(i));
            if (declared.name().equals(input) && declared.dimensions() == null) {
                graph.setInput(i, GraphParts.value(input, declared.type(), BATCH, TIME));
                changes.add("the shape of the tokens, which the graph does not declare, is declared");
            }
        }
    }

    /** Declares the output's shape as it was found to be, where the graph says otherwise or nothing. */
    void declareOutput(boolean eachPosition, int columns) {
        boolean wrong = false;
        Object[] out = eachPosition ? new Object[] {BATCH, TIME, columns} : new Object[] {BATCH, columns};
        for (int i = 0; i < graph.getOutputCount(); i++) {
            Port declared = Port.of(graph.getOutput(i));
            if (declared.name().equals(output) && !fits(declared, eachPosition, columns)) {
                graph.setOutput(i, GraphParts.value(output, TensorProto.DataType.FLOAT, out));
                wrong |= output.equals(exportedOutput);
            }
        }
        if (wrong) {
            graph.clearValueInfo();
            changes.add("wrong or missing shape declarations are corrected");
        }
    }

    private static boolean fits(Port declared, boolean eachPosition, int columns) {
        int rank = eachPosition ? 3 : 2;
        return declared.dimensions() != null
                && declared.dimensions().size() == rank
                && declared.size(0) == 0
                && (!eachPosition || declared.size(1) == 0)
                && (declared.size(rank - 1) == columns || declared.size(rank - 1) == 0);
    }

    private String replaceInput() {
        String old = input;
        input = "understudy_tokens".equals(old) ? "understudy_tokens_2" : "understudy_tokens";
        for (int i = 0; i < graph.getInputCount(); i++) {
            if (graph.getInput(i).getName().equals(old)) {
                graph.setInput(i, GraphParts.value(input, TensorProto.DataType.INT64, BATCH, TIME));
            }
        }
        return old;
    }

    /** A node after the last, whose output becomes the graph's answer. */
    private NodeProto.Builder append(String operator, String made) {
        String last = output;
        output = made;
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(made)
                .setType(TypeProto.newBuilder()
                        .setTensorType(
                                TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()))));
        graph.addNode(node(operator, made, last));
        return graph.getNodeBuilder(graph.getNodeCount() - 1);
    }

    private String constant(String name, float value) {
        graph.addInitializer(GraphParts.weights(name, new float[] {value}));
        return name;
    }

    private static NodeProto.Builder node(String operator, String made, String... from) {
        return GraphParts.node(operator, made, from).setName("understudy/" + made);
    }
}
