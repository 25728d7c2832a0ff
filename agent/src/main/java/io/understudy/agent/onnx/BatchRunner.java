package io.understudy.agent.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.InvalidAnswerException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Runs words through a session in batches of like length, and hands out each word's part of the outputs. */
final class BatchRunner implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final HiddenOutput hidden;
    private final AtomicLong symbols;

    /** Receives one word's part of a batch's output: from {@code offset}, {@code stride} numbers for each position. */
    interface OutputConsumer {
        void accept(int word, FloatBuffer values, int offset, int stride);
    }

    /**
     * @param session closed with this
     * @param symbols counts what is fed
     */
    BatchRunner(OrtEnvironment environment, OrtSession session, String input, HiddenOutput hidden, AtomicLong symbols) {
        this.environment = environment;
        this.session = session;
        this.input = input;
        this.hidden = hidden;
        this.symbols = symbols;
    }

    /**
     * Runs words; of those without a token nothing is handed out.
     *
     * @param tokens of each word
     * @param padded whether words of unlike length may share a batch
     * @param consumers by the name of the output
     * @throws InvalidAnswerException if ONNX Runtime fails
     */
    void run(List<int[]> tokens, boolean padded, Map<String, OutputConsumer> consumers) {
        int[] lengths = tokens.stream().mapToInt(word -> word.length).toArray();
        for (int[] batch : Batches.plan(lengths, padded)) {
            int time = lengths[batch[batch.length - 1]];
            if (time > 0) {
                run(tokens, batch, time, consumers);
            }
        }
    }

    private void run(List<int[]> tokens, int[] batch, int time, Map<String, OutputConsumer> consumers) {
        long[] values = new long[batch.length * time];
        for (int row = 0; row < batch.length; row++) {
            int[] word = tokens.get(batch[row]);
            symbols.addAndGet(word.length);
            for (int t = 0; t < word.length; t++) {
                values[row * time + t] = word[t];
            }
        }
        long[] shape = {batch.length, time};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
                OrtSession.Result result = session.run(Map.of(input, tensor), consumers.keySet())) {
            for (Map.Entry<String, OutputConsumer> consumer : consumers.entrySet()) {
                String output = consumer.getKey();
                handOut(result.get(output).orElseThrow(), output, batch, time, consumer.getValue());
            }
        } catch (OrtException e) {
            throw new InvalidAnswerException(
                    "the model failed on a batch of " + batch.length + " words of up to " + time + " symbols: "
                            + e.getMessage(),
                    e);
        }
    }

    private void handOut(OnnxValue value, String output, int[] batch, int time, OutputConsumer consumer) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new InvalidAnswerException("the output '" + output + "' of the model is not a tensor");
        }
        HiddenOutput.Layout layout = output.equals(hidden.output()) ? hidden.layout() : HiddenOutput.Layout.BATCH_FIRST;
        FloatBuffer values =
                layout.batchFirst(tensor.getFloatBuffer(), tensor.getInfo().getShape());
        int perWord = values.capacity() / batch.length;
        boolean eachPosition = tensor.getInfo().getShape().length > 2;
        for (int row = 0; row < batch.length; row++) {
            consumer.accept(batch[row], values, row * perWord, eachPosition ? perWord / time : perWord);
        }
    }

    @Override
    public void close() {
        close(session);
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime did not close the session", e);
        }
    }
}
