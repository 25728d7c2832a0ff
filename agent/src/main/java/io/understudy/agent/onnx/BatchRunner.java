package io.understudy.agent.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.query.Batches;
import io.understudy.agent.query.WordRunner;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Runs words through a session in batches of like length, and hands out each word's part of the outputs. */
final class BatchRunner implements WordRunner, AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final Optional<HiddenOutput> hidden;
    private final AtomicLong symbols;

    /**
     * @param session closed with this
     * @param symbols counts what is fed
     */
    BatchRunner(
            OrtEnvironment environment,
            OrtSession session,
            String input,
            Optional<HiddenOutput> hidden,
            AtomicLong symbols) {
        this.environment = environment;
        this.session = session;
        this.input = input;
        this.hidden = hidden;
        this.symbols = symbols;
    }

    @Override
    public void run(List<int[]> tokens, boolean padded, Map<String, OutputConsumer> consumers) {
        int[] lengths = tokens.stream().mapToInt(word -> word.length).toArray();
        for (int[] batch : Batches.plan(lengths, padded)) {
            int time = lengths[batch[batch.length - 1]];
            if (time > 0) {
                run(tokens, batch, time, consumers);
            }
        }
    }

    private void run(List<int[]> tokens, int[] batch, int time, Map<String, OutputConsumer> consumers) {
        for (int place : batch) {
            symbols.addAndGet(tokens.get(place).length);
        }
        long[] values = WordRunner.padded(tokens, batch, time);
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
        HiddenOutput.Layout layout = hidden.filter(one -> one.output().equals(output))
                .map(HiddenOutput::layout)
                .orElse(HiddenOutput.Layout.BATCH_FIRST);
        FloatBuffer values =
                layout.batchFirst(tensor.getFloatBuffer(), tensor.getInfo().getShape());
        WordRunner.handOut(values, tensor.getInfo().getShape().length > 2, batch, time, consumer);
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
