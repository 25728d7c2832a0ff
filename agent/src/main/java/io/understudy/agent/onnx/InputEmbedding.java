package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.RecurrentLayers;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The input of the lowest recurrent layer for each symbol, obtained by running the graph up to there. */
final class InputEmbedding {
    private InputEmbedding() {}

    /** The recurrent layers of a graph; empty if they are of a kind that is not known here. */
    static Optional<RecurrentLayers> layers(
            OrtEnvironment environment, ModelProto model, Manifest manifest, int[] tokens) {
        Optional<RecurrentLayerReader.Found> found = RecurrentLayerReader.find(model.getGraph());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        String name = found.get().input();
        byte[] shown = model.toBuilder()
                .setGraph(model.getGraph().toBuilder().addOutput(FloatValue.of(name)))
                .build()
                .toByteArray();
        long[] fed = new long[tokens.length];
        for (int i = 0; i < fed.length; i++) {
            fed[i] = tokens[i];
        }
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(shown, options);
                OnnxTensor input =
                        OnnxTensor.createTensor(environment, LongBuffer.wrap(fed), new long[] {fed.length, 1});
                OrtSession.Result result = session.run(Map.of(manifest.input(), input), Set.of(name))) {
            FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[][] inputs = new float[tokens.length][values.capacity() / tokens.length];
            for (float[] row : inputs) {
                values.get(row);
            }
            return Optional.of(new RecurrentLayers(found.get().layers(), inputs));
        } catch (OrtException e) {
            return Optional.empty();
        }
    }
}
