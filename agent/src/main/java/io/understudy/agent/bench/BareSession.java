package io.understudy.agent.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import java.nio.LongBuffer;
import java.nio.file.Path;
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
        this.manifest = Manifest.read(folder);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            this.session =
                    environment.createSession(folder.resolve(manifest.onnx()).toString(), options);
        } catch (OrtException e) {
            throw new InvalidInputException(
                    folder.resolve(manifest.onnx()) + " is not a graph that ONNX Runtime can load: " + e.getMessage(),
                    e);
        }
    }

    /** Runs a batch of random words. */
    Throughput.Contestant batch(int size, int length, Random random) {
        long[] tokens =
                random.longs((long) size * length, 0, manifest.symbols().size()).toArray();
        return () -> {
            try (OnnxTensor input =
                            OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), new long[] {size, length});
                    OrtSession.Result result =
                            session.run(Map.of(manifest.input(), input), Set.of(manifest.output()))) {
                return result.size() * (long) size * length;
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
