package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.understudy.agent.model.InvalidInputException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The output of a graph that holds its hidden states. A graph that does not is edited: the sequence output of its last
 * recurrent node, [time, directions, batch, width], becomes an output of the graph.
 */
record HiddenOutput(String output, Layout layout) {
    private static final String ADDED = "understudy_hidden";
    private static final Set<String> RECURRENT = Set.of("RNN", "GRU", "LSTM");

    /**
     * A graph that is fed tokens alone, and where its hidden states are.
     *
     * @param hidden empty where only its recurrent state can be read
     */
    record Graph(byte[] bytes, Optional<HiddenOutput> hidden) {}

    /** The order of a hidden output's dimensions. */
    enum Layout {
        /** [batch, time, width]. */
        BATCH_FIRST {
            @Override
            FloatBuffer batchFirst(FloatBuffer values, long[] shape) {
                return values;
            }
        },
        /** [time, directions, batch, width], as a recurrent ONNX node has it. */
        TIME_FIRST {
            @Override
            FloatBuffer batchFirst(FloatBuffer values, long[] shape) {
                int time = (int) shape[0];
                int directions = (int) shape[1];
                int batch = (int) shape[2];
                int width = (int) shape[3];
                FloatBuffer turned = FloatBuffer.allocate(values.capacity());
                for (int b = 0; b < batch; b++) {
                    for (int t = 0; t < time; t++) {
                        for (int d = 0; d < directions; d++) {
                            int from = ((t * directions + d) * batch + b) * width;
                            turned.put(values.slice(from, width));
                        }
                    }
                }
                return turned;
            }
        };

        abstract FloatBuffer batchFirst(FloatBuffer values, long[] shape);
    }

    /**
     * The graph itself if it shows its hidden states, else an edited one.
     *
     * @throws InvalidInputException if it has no hidden states to show, or not those that the manifest names
     */
    static Graph ensure(ModelFile model) {
        Path file = model.file();
        Optional<String> named = model.manifest().hidden();
        byte[] bytes = model.fedTokensAlone();
        ModelProto parsed = ModelFile.parse(bytes, file);
        GraphProto graph = parsed.getGraph();
        if (named.isPresent()) {
            String name = named.get();
            if (graph.getOutputList().stream().noneMatch(o -> o.getName().equals(name))) {
                throw new InvalidInputException(
                        "%s has no output '%s': correct 'hidden' in model.json, or leave it out".formatted(file, name));
            }
            return new Graph(bytes, Optional.of(new HiddenOutput(name, Layout.BATCH_FIRST)));
        }
        int last = lastRecurrent(graph);
        if (last < 0) {
            if (model.manifest().states().isEmpty()) {
                throw new InvalidInputException(
                        file
                                + " has no recurrent node (RNN, GRU, LSTM): name its 'hidden' output or its 'states' in model.json");
            }
            return new Graph(bytes, Optional.empty());
        }
        NodeProto node = graph.getNode(last);
        boolean unnamed = node.getOutputCount() == 0 || node.getOutput(0).isEmpty();
        String name = unnamed ? ADDED : node.getOutput(0);
        GraphProto.Builder edited = graph.toBuilder();
        if (unnamed) {
            NodeProto.Builder shown = node.toBuilder();
            if (shown.getOutputCount() == 0) {
                shown.addOutput(name);
            } else {
                shown.setOutput(0, name);
            }
            edited.setNode(last, shown);
        }
        edited.addOutput(FloatValue.of(name));
        byte[] shown = parsed.toBuilder().setGraph(edited).build().toByteArray();
        return new Graph(shown, Optional.of(new HiddenOutput(name, Layout.TIME_FIRST)));
    }

    /** Whether a node is a recurrent layer. */
    static boolean isRecurrent(NodeProto node) {
        return RECURRENT.contains(node.getOpType());
    }

    private static int lastRecurrent(GraphProto graph) {
        for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
            if (isRecurrent(graph.getNode(i))) {
                return i;
            }
        }
        return -1;
    }
}
