package io.understudy.agent.inspect;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.InvalidInputException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

/** A graph that takes tokens as int64 [rows, columns], run a few times to see what it does. */
final class TrialSession implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final String output;

    /**
     * What came out.
     *
     * @param shape of the output
     * @param values in the order of the shape
     */
    record Output(long[] shape, float[] values) {
        /** The values at one place of the first dimensions. */
        float[] at(int... places) {
            int from = 0;
            int size = values.length;
            for (int d = 0; d < places.length; d++) {
                size /= (int) shape[d];
                from += places[d] * size;
            }
            return Arrays.copyOfRange(values, from, from + size);
        }

        int columns() {
            return (int) shape[shape.length - 1];
        }

        String shapeText() {
            return Arrays.toString(shape);
        }
    }

    TrialSession(byte[] graph, String input, String output, Path file) {
        this.environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "understudy");
        this.input = input;
        this.output = output;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            this.session = environment.createSession(graph, options);
        } catch (OrtException e) {
            throw new InvalidInputException(file + ": ONNX Runtime cannot load the graph: " + reason(e), e);
        }
    }

    /**
     * Runs the graph.
     *
     * @param tokens rows of one length
     * @throws InvalidInputException if it fails on them, or does not give floats
     */
    Output run(long[]... tokens) {
        long[] flat = Arrays.stream(tokens).flatMapToLong(LongStream::of).toArray();
        long[] shape = {tokens.length, tokens[0].length};
        try (OnnxTensor fed = OnnxTensor.createTensor(environment, LongBuffer.wrap(flat), shape);
                OrtSession.Result result = session.run(Map.of(input, fed), Set.of(output))) {
            if (!(result.get(0) instanceof OnnxTensor tensor)) {
                throw new InvalidInputException("the output '" + output + "' is not a tensor");
            }
            FloatBuffer buffer = tensor.getFloatBuffer();
            float[] values = new float[buffer.remaining()];
            buffer.get(values);
            return new Output(tensor.getInfo().getShape(), values);
        } catch (OrtException e) {
            throw new InvalidInputException(
                    "the graph fails on a batch of %d sequences of %d symbols: %s"
                            .formatted(tokens.length, tokens[0].length, reason(e)),
                    e);
        }
    }

    private static String reason(OrtException e) {
        return e.getMessage().lines().findFirst().orElse("no reason given");
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close the session", e);
        }
    }
}
