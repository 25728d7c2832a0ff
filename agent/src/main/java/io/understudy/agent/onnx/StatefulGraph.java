package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.StateTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A graph whose recurrent state is read and written.
 *
 * @param bytes the graph
 * @param states its state, tensor by tensor
 */
record StatefulGraph(byte[] bytes, List<State> states) {
    /** How many state tensors each operator has: Y_h, and Y_c for the LSTM. */
    private static final Map<String, Integer> TENSORS = Map.of("RNN", 1, "GRU", 1, "LSTM", 2);
    /** Place of initial_h among an operator's inputs; initial_c follows. */
    private static final int INITIAL = 5;
    /** Place of Y_h among an operator's outputs; Y_c follows. */
    private static final int FINAL = 1;

    /**
     * One tensor of the state.
     *
     * @param layered whether its shape is [1, batch, width] instead of [batch, width]
     */
    record State(String input, String output, int width, boolean layered) {
        /**
         * A state that a manifest names, as the graph declares it.
         *
         * @throws InvalidInputException if the graph does not, or not so that it can be fed
         */
        static State of(GraphProto graph, StateTensor named, Path file) {
            if (graph.getOutputList().stream()
                    .noneMatch(output -> output.getName().equals(named.output()))) {
                throw new InvalidInputException(
                        "%s has no output '%s': correct 'states' in model.json".formatted(file, named.output()));
            }
            TypeProto.Tensor tensor = graph.getInputList().stream()
                    .filter(input -> input.getName().equals(named.input()))
                    .map(input -> input.getType().getTensorType())
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException(
                            "%s has no input '%s': correct 'states' in model.json".formatted(file, named.input())));
            int rank = tensor.getShape().getDimCount();
            long width = rank == 0 ? 0 : tensor.getShape().getDim(rank - 1).getDimValue();
            boolean layered = rank == 3 && tensor.getShape().getDim(0).getDimValue() == 1;
            if (tensor.getElemType() != TensorProto.DataType.FLOAT_VALUE || width < 1 || rank != 2 && !layered) {
                throw new InvalidInputException(
                        "the state '%s' of %s is not declared as float [batch, width] or [1, batch, width] with a width: export it so"
                                .formatted(named.input(), file));
            }
            return new State(named.input(), named.output(), (int) width, layered);
        }

        /** The tensor's shape for a batch. */
        long[] shape(int batch) {
            return layered ? new long[] {1, batch, width} : new long[] {batch, width};
        }
    }

    /**
     * A graph whose state is among its inputs and outputs already.
     *
     * @param states what the manifest names, at least one
     * @throws InvalidInputException if the graph does not have what the manifest names
     */
    static StatefulGraph named(ModelFile file, List<StateTensor> states) {
        GraphProto graph = ModelFile.parse(file.graph(), file.file()).getGraph();
        return new StatefulGraph(
                file.graph(),
                states.stream()
                        .map(state -> State.of(graph, state, file.file()))
                        .toList());
    }

    /**
     * A graph edited so that the state of its recurrent nodes is read and written: inputs initial_h and initial_c,
     * outputs Y_h and Y_c of the ONNX operators RNN, GRU and LSTM, each [1, batch, width]. Empty where a node runs backwards or
     * is laid out otherwise, and where there is none.
     */
    static Optional<StatefulGraph> of(ModelProto model) {
        GraphProto graph = model.getGraph();
        GraphProto.Builder edited = graph.toBuilder();
        List<State> states = new ArrayList<>();
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
                states.add(new State(in, out, width, true));
                edited.addOutput(FloatValue.of(out));
                edited.addInput(state(in, width));
            }
            edited.setNode(n, fed);
        }
        if (states.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StatefulGraph(model.toBuilder().setGraph(edited).build().toByteArray(), List.copyOf(states)));
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
