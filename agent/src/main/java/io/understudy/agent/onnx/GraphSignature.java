package io.understudy.agent.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import java.nio.file.Path;

/**
 * How a graph answers, as far as its inputs and outputs say.
 *
 * @param lastOnly whether one run of a language model answers for the whole word alone, as a bidirectional one does
 * @param columns of the output; not positive where the graph does not say
 */
record GraphSignature(boolean lastOnly, int columns) {
    /**
     * Reads it from a session, and checks it against the manifest.
     *
     * @throws InvalidInputException if the graph does not have what the manifest names
     */
    static GraphSignature of(OrtSession session, Manifest manifest, Path file) throws OrtException {
        requireTokens(session, manifest, file);
        long[] shape = outputShape(session, manifest, file);
        boolean languageModel = manifest.task() == Task.LANGUAGE_MODEL;
        long width = shape[shape.length - 1];
        int expected =
                languageModel ? manifest.symbols().size() : manifest.classes().size();
        if (width > 0 && expected > 0 && width != expected) {
            throw new InvalidInputException("the output '%s' of %s has %d columns, but model.json names %d %s"
                    .formatted(manifest.output(), file, width, expected, languageModel ? "symbols" : "classes"));
        }
        if (!languageModel && expected == 0 && width < 2) {
            throw new InvalidInputException("model.json of the classifier " + manifest.id()
                    + " names no 'classes', and the graph does not say how many there are: name them");
        }
        return new GraphSignature(languageModel && shape.length == 2, (int) width);
    }

    private static void requireTokens(OrtSession session, Manifest manifest, Path file) throws OrtException {
        NodeInfo in = session.getInputInfo().get(manifest.input());
        if (in == null || !(in.getInfo() instanceof TensorInfo tokens) || tokens.type != OnnxJavaType.INT64) {
            throw new InvalidInputException("%s has no int64 input '%s' (it has %s): correct 'input' in model.json"
                    .formatted(file, manifest.input(), session.getInputNames()));
        }
    }

    private static long[] outputShape(OrtSession session, Manifest manifest, Path file) throws OrtException {
        NodeInfo out = session.getOutputInfo().get(manifest.output());
        if (out == null || !(out.getInfo() instanceof TensorInfo probabilities)) {
            throw new InvalidInputException("%s has no output '%s' (it has %s): correct 'output' in model.json"
                    .formatted(file, manifest.output(), session.getOutputNames()));
        }
        long[] shape = probabilities.getShape();
        boolean classifier = manifest.task() == Task.CLASSIFIER;
        if (shape.length != 2 && (classifier || shape.length != 3)) {
            throw new InvalidInputException("the output '%s' of %s has %d dimensions; a %s has %s"
                    .formatted(
                            manifest.output(),
                            file,
                            shape.length,
                            classifier ? "classifier" : "language model",
                            classifier
                                    ? "[batch, classes]"
                                    : "[batch, time, symbols], or [batch, symbols] if it is bidirectional"));
        }
        return shape;
    }
}
