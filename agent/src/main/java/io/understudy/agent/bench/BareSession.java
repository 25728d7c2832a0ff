package io.understudy.agent.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.onnx.ModelFile;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A model in ONNX Runtime without any overhead of ours: a prepared tensor of words of one length, the output computed
 * but not read.
 */
final class BareSession implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Manifest manifest;
    private final OrtSession session;

    BareSession(Path folder, int threads) {
        ModelFile file = ModelFile.read(folder);
        this.manifest = file.manifest();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            this.session = environment.createSession(file.fedTokensAlone(), options);
        } catch (OrtException e) {
            throw new InvalidInputException(
                    file.file() + " is not a graph that ONNX Runtime can load: " + e.getMessage(), e);
        }
    }

    /** Runs a batch of random words. */
    Throughput.Contestant batch(int size, int length, Random random) {
        return batch(
                random.longs((long) size * length, 0, manifest.symbols().size()).toArray(), size, length, false);
    }

    /**
     * Runs a batch of words, padded on the right, and copies the answers out of their tensor.
     *
     * @param count what a run counts as
     */
    Throughput.Contestant words(List<int[]> words, int length, long count) {
        long[] tokens = new long[words.size() * length];
        for (int row = 0; row < words.size(); row++) {
            for (int t = 0; t < words.get(row).length; t++) {
                tokens[row * length + t] = words.get(row)[t];
            }
        }
        Throughput.Contestant batch = batch(tokens, words.size(), length, true);
        return () -> batch.run() > 0 ? count : 0;
    }

    private Throughput.Contestant batch(long[] tokens, int size, int length, boolean read) {
        return () -> {
            try (OnnxTensor input =
                            OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), new long[] {size, length});
                    OrtSession.Result result =
                            session.run(Map.of(manifest.input(), input), Set.of(manifest.output()))) {
                int answers =
                        read ? ((OnnxTensor) result.get(0)).getFloatBuffer().capacity() : 1;
                return Math.min(answers, 1) * (long) size * length;
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime failed on a batch of " + size, e);
            }
        };
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
