package io.understudy.agent.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;

/**
 * A learned interactive encoder: from the answers so far, which symbols to put next; from all of them, a
 * representation. What its inputs and outputs are is said in {@code agent/src/jmh/zoo/export_probing.py}.
 */
public final class ProbingGraph implements AutoCloseable {
    private static final String ANSWERS = "answers";
    private static final String SYMBOLS = "symbols";
    private static final String NEXT = "next";
    private static final String REPRESENTATION = "representation";

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** Loads a graph of ours. */
    public ProbingGraph(byte[] graph) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(graph, options);
        } catch (OrtException e) {
            throw new IllegalStateException("the graph for interactive probing cannot be loaded", e);
        }
    }

    /**
     * What it says.
     *
     * @param next [probes][steps][symbols]
     * @param representation [size]
     */
    public record Said(float[][][] next, float[] representation) {}

    /**
     * Runs it.
     *
     * @param answers [probes][steps + 1][symbols + 1] probabilities
     * @param symbols [probes][steps][symbols], one-hot
     */
    public Said run(float[][][] answers, float[][][] symbols) {
        try (OnnxTensor answered = OnnxTensor.createTensor(environment, answers);
                OnnxTensor put = OnnxTensor.createTensor(environment, symbols);
                OrtSession.Result result = session.run(Map.of(ANSWERS, answered, SYMBOLS, put))) {
            return new Said((float[][][]) result.get(NEXT).orElseThrow().getValue(), (float[])
                    result.get(REPRESENTATION).orElseThrow().getValue());
        } catch (OrtException e) {
            throw new IllegalStateException("the graph for interactive probing failed", e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the graph for interactive probing cannot be closed", e);
        }
    }
}
