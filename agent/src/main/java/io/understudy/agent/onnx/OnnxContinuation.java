package io.understudy.agent.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.query.OutputDecoder;
import io.understudy.agent.query.WordEncoder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Continuation by an edited form of the graph. The state before anything has been fed is zero, as in ONNX. */
final class OnnxContinuation implements Continuation, AutoCloseable {
    private static final int WORDS_AT_ONCE = 2_048;
    private static final int TRIAL_LENGTH = 5;
    private static final double TOLERANCE = 1e-4;

    private final OrtEnvironment environment;
    private final StatefulGraph graph;
    private final OrtSession session;
    private final Manifest manifest;
    private final WordEncoder encoder;
    private final OutputDecoder decoder;
    private final AtomicLong symbols;

    /**
     * @param symbols counts what is fed
     */
    OnnxContinuation(
            OrtEnvironment environment,
            StatefulGraph graph,
            OrtSession.SessionOptions options,
            Manifest manifest,
            WordEncoder encoder,
            OutputDecoder decoder,
            AtomicLong symbols)
            throws OrtException {
        this.environment = environment;
        this.graph = graph;
        this.session = environment.createSession(graph.bytes(), options);
        this.manifest = manifest;
        this.encoder = encoder;
        this.decoder = decoder;
        this.symbols = symbols;
    }

    /** Whether a word fed symbol by symbol is answered as it is when it is fed at once. */
    boolean agreesWith(Oracle model) {
        int[] word = new int[TRIAL_LENGTH];
        Arrays.setAll(word, i -> i * 7 % model.alphabet().size());
        try {
            Frontier at = begin();
            for (int symbol : word) {
                at = step(at, new int[1], new int[] {symbol});
            }
            float[] whole = model.after(List.of(word)).get(0);
            float[] stepped = at.answers()[0];
            return IntStream.range(0, whole.length).allMatch(c -> Math.abs(stepped[c] - whole[c]) <= TOLERANCE);
        } catch (InvalidAnswerException e) {
            return false;
        }
    }

    @Override
    public Frontier begin() {
        float[][] zeros =
                graph.states().stream().map(state -> new float[state.width()]).toArray(float[][]::new);
        Frontier unfed = new Frontier(zeros, new float[][] {decoder.uniform()});
        return encoder.begin().length == 0 ? unfed : answered(fed(unfed, new int[1], encoder.begin()));
    }

    @Override
    public Frontier step(Frontier from, int[] parents, int[] symbols) {
        return answered(moved(from, parents, symbols));
    }

    @Override
    public Frontier moved(Frontier from, int[] parents, int[] symbols) {
        return fed(
                from,
                parents,
                Arrays.stream(symbols).map(encoder.alphabet()::token).toArray());
    }

    /** A classifier answers for the whole word, with the end symbol where there is one. */
    @Override
    public float[][] answers(Frontier moved, int[] places) {
        if (encoder.end().length == 0) {
            return Continuation.super.answers(moved, places);
        }
        int[] ends = new int[places.length];
        Arrays.fill(ends, encoder.end()[0]);
        return fed(moved, places, ends).answers();
    }

    private Frontier answered(Frontier words) {
        return new Frontier(
                words.states(), answers(words, IntStream.range(0, words.size()).toArray()));
    }

    private Frontier fed(Frontier from, int[] parents, int[] tokens) {
        float[][] states = new float[graph.states().size()][];
        for (int s = 0; s < states.length; s++) {
            states[s] = new float[parents.length * graph.states().get(s).width()];
        }
        float[][] answers = new float[parents.length][];
        for (int first = 0; first < parents.length; first += WORDS_AT_ONCE) {
            run(from, parents, tokens, first, Math.min(parents.length, first + WORDS_AT_ONCE), states, answers);
        }
        symbols.addAndGet(parents.length);
        return new Frontier(states, answers);
    }

    private void run(
            Frontier from, int[] parents, int[] tokens, int first, int end, float[][] states, float[][] answers) {
        int size = end - first;
        Map<String, OnnxTensor> inputs = new HashMap<>();
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(manifest.output());
        graph.states().forEach(state -> wanted.add(state.output()));
        try {
            long[] fed = new long[size];
            Arrays.setAll(fed, i -> tokens[first + i]);
            inputs.put(
                    manifest.input(), OnnxTensor.createTensor(environment, LongBuffer.wrap(fed), new long[] {size, 1}));
            for (int s = 0; s < states.length; s++) {
                StatefulGraph.State state = graph.states().get(s);
                int width = state.width();
                float[] gathered = new float[size * width];
                for (int i = 0; i < size; i++) {
                    System.arraycopy(from.states()[s], parents[first + i] * width, gathered, i * width, width);
                }
                inputs.put(
                        state.input(),
                        OnnxTensor.createTensor(environment, FloatBuffer.wrap(gathered), state.shape(size)));
            }
            try (OrtSession.Result result = session.run(inputs, wanted)) {
                FloatBuffer said = ((OnnxTensor) result.get(manifest.output()).orElseThrow()).getFloatBuffer();
                int width = said.capacity() / size;
                for (int i = 0; i < size; i++) {
                    answers[first + i] = decoder.row(said, i * width);
                }
                for (int s = 0; s < states.length; s++) {
                    StatefulGraph.State state = graph.states().get(s);
                    FloatBuffer moved = ((OnnxTensor) result.get(state.output()).orElseThrow()).getFloatBuffer();
                    if (moved.capacity() != size * state.width()) {
                        throw new InvalidAnswerException("the state '%s' of the model has %d numbers instead of %d"
                                .formatted(state.output(), moved.capacity() / size, state.width()));
                    }
                    moved.get(states[s], first * state.width(), moved.capacity());
                }
            }
        } catch (OrtException e) {
            throw new InvalidAnswerException("the model failed on a step of " + size + " words: " + e.getMessage(), e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        BatchRunner.close(session);
    }
}
