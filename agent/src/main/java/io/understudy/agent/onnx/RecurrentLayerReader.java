package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.understudy.agent.model.RecurrentLayers.Kind;
import io.understudy.agent.model.RecurrentLayers.Layer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the weights of a graph's recurrent layers. */
final class RecurrentLayerReader {
    private static final Set<String> FORM_ONLY =
            Set.of("Squeeze", "Unsqueeze", "Transpose", "Reshape", "Identity", "Dropout");
    private static final Set<String> UNUSUAL =
            Set.of("clip", "activations", "activation_alpha", "activation_beta", "input_forget", "layout");
    /** Place of sequence_lens among an operator's inputs. */
    private static final int LENGTHS = 4;
    /** Place of the LSTM's peepholes among its inputs. */
    private static final int PEEPHOLES = 7;

    private RecurrentLayerReader() {}

    /** The layers and the name of what the lowest is fed; empty if they are of a kind that is not known here. */
    static Optional<Found> find(GraphProto graph) {
        Map<String, TensorProto> constants = new HashMap<>();
        Map<String, NodeProto> makers = new HashMap<>();
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        graph.getNodeList().forEach(node -> node.getOutputList().forEach(output -> makers.put(output, node)));
        List<Layer> layers = new ArrayList<>();
        String lowest = "";
        NodeProto below = null;
        for (NodeProto node : graph.getNodeList()) {
            Optional<Kind> kind = kind(node);
            if (kind.isEmpty()) {
                continue;
            }
            boolean linked = below == null || source(node.getInput(0), makers) == below;
            Optional<Layer> layer = layer(kind.get(), node, constants);
            if (!linked || layer.isEmpty()) {
                return Optional.empty();
            }
            lowest = below == null ? node.getInput(0) : lowest;
            layers.add(layer.get());
            below = node;
        }
        return layers.isEmpty() ? Optional.empty() : Optional.of(new Found(layers, lowest));
    }

    /** Layers and the name of the value that the lowest is fed. */
    record Found(List<Layer> layers, String input) {}

    private static Optional<Kind> kind(NodeProto node) {
        return List.of(Kind.values()).stream()
                .filter(kind -> kind.name().equals(node.getOpType()))
                .findFirst();
    }

    /** What made a value, through operators that change its form only. */
    static NodeProto source(String value, Map<String, NodeProto> makers) {
        NodeProto node = makers.get(value);
        while (node != null && FORM_ONLY.contains(node.getOpType())) {
            node = makers.get(node.getInput(0));
        }
        return node;
    }

    private static Optional<Layer> layer(Kind kind, NodeProto node, Map<String, TensorProto> constants) {
        boolean usual = node.getAttributeList().stream().noneMatch(RecurrentLayerReader::unusual)
                && given(node, LENGTHS).isEmpty()
                && given(node, PEEPHOLES).isEmpty();
        TensorProto w = constants.get(given(node, 1));
        TensorProto r = constants.get(given(node, 2));
        if (!usual || w == null || r == null || w.getDims(0) != 1) {
            return Optional.empty();
        }
        int width = (int) r.getDims(2);
        int rows = kind.gates() * width;
        TensorProto b = constants.get(given(node, 3));
        if (b == null && !given(node, 3).isEmpty()) {
            return Optional.empty();
        }
        float[] biases = b == null ? new float[2 * rows] : floats(b);
        return Optional.of(new Layer(
                kind,
                width,
                rows(floats(w), rows),
                rows(floats(r), rows),
                Arrays.copyOf(biases, rows),
                Arrays.copyOfRange(biases, rows, 2 * rows),
                node.getAttributeList().stream()
                        .anyMatch(a -> a.getName().equals("linear_before_reset") && a.getI() != 0)));
    }

    private static boolean unusual(AttributeProto attribute) {
        boolean forward = attribute.getName().equals("direction")
                && !attribute.getS().toStringUtf8().equals("forward");
        boolean tanh = attribute.getName().equals("activations")
                && attribute.getStringsList().stream()
                        .allMatch(name -> name.toStringUtf8().equals("Tanh"))
                && attribute.getStringsCount() == 1;
        boolean zero = attribute.getName().equals("layout") && attribute.getI() == 0;
        return forward || UNUSUAL.contains(attribute.getName()) && !tanh && !zero;
    }

    private static String given(NodeProto node, int place) {
        return place < node.getInputCount() ? node.getInput(place) : "";
    }

    private static float[] floats(TensorProto tensor) {
        if (tensor.getFloatDataCount() > 0) {
            float[] values = new float[tensor.getFloatDataCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = tensor.getFloatData(i);
            }
            return values;
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / Float.BYTES];
        raw.asFloatBuffer().get(values);
        return values;
    }

    private static float[][] rows(float[] values, int rows) {
        float[][] matrix = new float[rows][];
        int width = values.length / rows;
        for (int i = 0; i < rows; i++) {
            matrix[i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
        }
        return matrix;
    }
}
