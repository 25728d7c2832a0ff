package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph edited so that the state of its recurrent nodes is read and written: inputs initial_h and initial_c, outputs
 * Y_h and Y_c of the ONNX operators RNN, GRU and LSTM, each [1, batch, width].
 *
 * @param bytes the edited graph
 * @param inputs names of the state inputs
 * @param outputs names of the state outputs, in the same order
 * @param widths width of each state tensor
 */
record StatefulGraph(byte[] bytes, List<String> inputs, List<String> outputs, int[] widths) {
    /** How many state tensors each operator has: Y_h, and Y_c for the LSTM. */
    private static final Map<String, Integer> TENSORS = Map.of("RNN", 1, "GRU", 1, "LSTM", 2);
    /** Place of initial_h among an operator's inputs; initial_c follows. */
    private static final int INITIAL = 5;
    /** Place of Y_h among an operator's outputs; Y_c follows. */
    private static final int FINAL = 1;

    /** Empty where a node runs backwards or is laid out otherwise, and where there is none. */
    static Optional<StatefulGraph> of(ModelProto model) {
        GraphProto graph = model.getGraph();
        GraphProto.Builder edited = graph.toBuilder();
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        for (int n = 0; n < graph.getNodeCount(); n++) {
            NodeProto node = graph.getNode(n);
            if (!TENSORS.containsKey(node.getOpType())) {
                continue;
            }
            int width = (int) number(node, "hidden_size");
            if (!text(node, "direction").orElse("forward").equals("forward")
                    || number(node, "layout") != 0
                    || width == 0) {
                return Optional.empty();
            }
            NodeProto.Builder fed = node.toBuilder();
            for (int i = 0; i < TENSORS.get(node.getOpType()); i++) {
                String in = "understudy_in_%d_%d".formatted(n, i);
                String out = name(node.getOutputList(), FINAL + i, "understudy_out_%d_%d".formatted(n, i));
                put(fed, FINAL + i, out);
                while (fed.getInputCount() <= INITIAL + i) {
                    fed.addInput("");
                }
                fed.setInput(INITIAL + i, in);
                inputs.add(in);
                outputs.add(out);
                widths.add(width);
                edited.addOutput(FloatValue.of(out));
                edited.addInput(state(in, width));
            }
            edited.setNode(n, fed);
        }
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StatefulGraph(
                model.toBuilder().setGraph(edited).build().toByteArray(),
                inputs,
                outputs,
                widths.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static String name(List<String> names, int place, String otherwise) {
        return place < names.size() && !names.get(place).isEmpty() ? names.get(place) : otherwise;
    }

    private static void put(NodeProto.Builder node, int place, String output) {
        while (node.getOutputCount() <= place) {
            node.addOutput("");
        }
        node.setOutput(place, output);
    }

    private static ValueInfoProto state(String name, int width) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimValue(1);
        shape.addDimBuilder().setDimParam("understudy_batch");
        shape.addDimBuilder().setDimValue(width);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                                .setShape(shape)))
                .build();
    }

    private static long number(NodeProto node, String attribute) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(attribute))
                .mapToLong(AttributeProto::getI)
                .findFirst()
                .orElse(0);
    }

    private static Optional<String> text(NodeProto node, String attribute) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(attribute))
                .map(a -> a.getS().toStringUtf8())
                .findFirst();
    }
}
