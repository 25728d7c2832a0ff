package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.AffineHead;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.OutputKind;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Reads the affine layer before a softmax by running the part of the graph above the highest recurrent layer on unit
 * vectors, so that it does not matter of which operators an exporter made it. What is not affine is detected by a
 * random state.
 */
final class HeadReader {
    private static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax");
    private static final String STATES = "understudy_states";
    private static final String LAST = "understudy_last_state";
    private static final double SAME = 1e-4;
    private static final long SEED = 1;

    private final OrtEnvironment environment;
    private final ModelProto model;
    private final Manifest manifest;
    private final Map<String, NodeProto> makers = new HashMap<>();

    HeadReader(OrtEnvironment environment, ModelProto model, Manifest manifest) {
        this.environment = environment;
        this.model = model;
        this.manifest = manifest;
        model.getGraph().getNodeList().forEach(node -> node.getOutputList().forEach(out -> makers.put(out, node)));
    }

    /**
     * @param width of the highest recurrent layer's state
     * @return in the columns of the graph's output; empty if there is no softmax, or no affine layer before it
     */
    Optional<AffineHead> read(int width) {
        Optional<String> logits = logits();
        Optional<NodeProto> top = model.getGraph().getNodeList().stream()
                .filter(node -> HiddenOutput.isRecurrent(node))
                .reduce((lower, upper) -> upper);
        if (logits.isEmpty() || top.isEmpty()) {
            return Optional.empty();
        }
        try {
            return affine(run(cut(top.get(), logits.get(), width), logits.get(), width), width);
        } catch (OrtException e) {
            return Optional.empty();
        }
    }

    /** The value that goes into the softmax, or the output itself where that is logits. */
    private Optional<String> logits() {
        if (manifest.outputKind() == OutputKind.LOGITS) {
            return Optional.of(manifest.output());
        }
        return Optional.ofNullable(RecurrentLayerReader.source(manifest.output(), makers))
                .filter(node -> SOFTMAX.contains(node.getOpType()))
                .map(node -> node.getInput(0));
    }

    /** The nodes that logits need, with the recurrent layer's outputs as inputs of the graph. */
    private GraphProto cut(NodeProto top, String logits, int width) {
        Map<String, String> renamed = new HashMap<>();
        String[] names = {STATES, LAST};
        for (int i = 0; i < Math.min(names.length, top.getOutputCount()); i++) {
            if (!top.getOutput(i).isEmpty()) {
                renamed.put(top.getOutput(i), names[i]);
            }
        }
        Set<NodeProto> needed = new HashSet<>();
        Set<String> fed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(logits));
        while (!open.isEmpty()) {
            String value = open.pop();
            if (renamed.containsKey(value)) {
                fed.add(renamed.get(value));
            } else if (makers.containsKey(value) && needed.add(makers.get(value))) {
                open.addAll(makers.get(value).getInputList());
            } else if (value.equals(manifest.input())) {
                fed.add(value);
            }
        }
        GraphProto.Builder cut =
                model.getGraph().toBuilder().clearNode().clearInput().clearOutput();
        for (NodeProto node : model.getGraph().getNodeList()) {
            if (needed.contains(node)) {
                NodeProto.Builder kept = node.toBuilder();
                for (int i = 0; i < node.getInputCount(); i++) {
                    kept.setInput(i, renamed.getOrDefault(node.getInput(i), node.getInput(i)));
                }
                cut.addNode(kept);
            }
        }
        for (ValueInfoProto input : model.getGraph().getInputList()) {
            if (fed.contains(input.getName())) {
                cut.addInput(input);
            }
        }
        // ONNX Runtime does not survive an input of unknown rank.
        if (fed.contains(STATES)) {
            cut.addInput(FloatValue.of(STATES, 1, 1, width + 2, width));
        }
        if (fed.contains(LAST)) {
            cut.addInput(FloatValue.of(LAST, 1, width + 2, width));
        }
        return cut.addOutput(FloatValue.of(logits)).build();
    }

    /** The logits of the zero state, of each unit vector and of a random state, one after the other. */
    private float[] run(GraphProto graph, String logits, int width) throws OrtException {
        int batch = width + 2;
        float[] states = new float[batch * width];
        for (int k = 0; k < width; k++) {
            states[(k + 1) * width + k] = 1;
        }
        float[] random = random(width);
        System.arraycopy(random, 0, states, (width + 1) * width, width);
        byte[] bytes = model.toBuilder().setGraph(graph).build().toByteArray();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(bytes, options);
                OnnxTensor all = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(states), new long[] {1, 1, batch, width});
                OnnxTensor last =
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(states), new long[] {1, batch, width});
                OnnxTensor tokens =
                        OnnxTensor.createTensor(environment, LongBuffer.allocate(batch), new long[] {batch, 1})) {
            Map<String, OnnxTensor> inputs = new HashMap<>(Map.of(STATES, all, LAST, last, manifest.input(), tokens));
            inputs.keySet().retainAll(session.getInputNames());
            try (OrtSession.Result result = session.run(inputs, Set.of(logits))) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] rows = new float[values.remaining()];
                values.get(rows);
                return rows;
            }
        }
    }

    private static float[] random(int width) {
        Random random = new Random(SEED);
        float[] state = new float[width];
        for (int k = 0; k < width; k++) {
            state[k] = 2 * random.nextFloat() - 1;
        }
        return state;
    }

    private static Optional<AffineHead> affine(float[] rows, int width) {
        int columns = rows.length / (width + 2);
        if (columns * (width + 2) != rows.length) {
            return Optional.empty();
        }
        float[][] weights = new float[columns][width];
        float[] bias = new float[columns];
        float[] random = random(width);
        for (int c = 0; c < columns; c++) {
            bias[c] = rows[c];
            double sum = bias[c];
            double size = 1;
            for (int k = 0; k < width; k++) {
                weights[c][k] = rows[(k + 1) * columns + c] - bias[c];
                sum += weights[c][k] * random[k];
                size += Math.abs(weights[c][k]);
            }
            if (!(Math.abs(sum - rows[(width + 1) * columns + c]) <= SAME * size)) {
                return Optional.empty();
            }
        }
        return Optional.of(new AffineHead(weights, bias));
    }
}
