package io.understudy.agent.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.HiddenStateAccess.Seen;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.ReadableNetwork;
import io.understudy.agent.model.RecurrentLayers;
import io.understudy.agent.model.Task;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A deployed network in ONNX Runtime. Safe for use by several threads. Words of like length are fed together; a causal
 * language model gets them padded on the right, a classifier or a language model that sees the future gets words of one
 * length (the latter is fed every prefix by itself).
 */
public final class OnnxModel implements Oracle, AutoCloseable {
    private static final int TRIAL = 5;
    private static final double SAME = 1e-4;

    private final Manifest manifest;
    private final Alphabet alphabet;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final HiddenOutput hidden;
    private final boolean everyPrefix;
    private final OutputDecoder readout;
    private final int[] before;
    private final int[] after;
    private final AtomicLong positions = new AtomicLong();
    private final Optional<OnnxContinuation> continuation;
    private final ModelFile file;
    private final String sha256;

    private OnnxModel(
            ModelFile file,
            OrtEnvironment environment,
            OrtSession session,
            OrtSession.SessionOptions options,
            HiddenOutput.Graph graph,
            boolean goesOn)
            throws OrtException {
        this.file = file;
        this.sha256 = file.sha256();
        this.manifest = file.manifest();
        this.alphabet = Alphabet.of(manifest);
        this.environment = environment;
        this.session = session;
        this.hidden = graph.hidden();
        boolean languageModel = manifest.task() == Task.LANGUAGE_MODEL;
        long[] shape = checkedShape(session, file.file());
        this.everyPrefix = languageModel && shape.length == 2;
        long width = shape[shape.length - 1];
        int expected =
                languageModel ? manifest.symbols().size() : manifest.classes().size();
        if (width > 0 && expected > 0 && width != expected) {
            throw new InvalidInputException("the output '%s' of %s has %d columns, but model.json names %d %s"
                    .formatted(manifest.output(), file.file(), width, expected, languageModel ? "symbols" : "classes"));
        }
        if (!languageModel && expected == 0 && width < 2) {
            throw new InvalidInputException("model.json of the classifier " + manifest.id()
                    + " names no 'classes', and the graph does not say how many there are: name them");
        }
        this.readout = OutputDecoder.of(manifest, alphabet, (int) width);
        this.before =
                manifest.begin().stream().mapToInt(manifest.symbols()::indexOf).toArray();
        this.after = languageModel
                ? new int[0]
                : manifest.end().stream().mapToInt(manifest.symbols()::indexOf).toArray();
        this.continuation =
                everyPrefix || !goesOn ? Optional.empty() : continuation(graph.bytes(), options, file.file());
    }

    /** Checked on a word: a graph may begin elsewhere than at zero, or hold more of the past than its recurrent nodes do. */
    private Optional<OnnxContinuation> continuation(byte[] bytes, OrtSession.SessionOptions options, Path file)
            throws OrtException {
        Optional<StatefulGraph> graph = StatefulGraph.of(HiddenOutput.parse(bytes, file));
        if (graph.isEmpty()) {
            return Optional.empty();
        }
        OnnxContinuation candidate = new OnnxContinuation(
                environment, graph.get(), options, manifest, alphabet, readout, before, after, positions);
        if (continuesAsFed(candidate)) {
            return Optional.of(candidate);
        }
        candidate.close();
        return Optional.empty();
    }

    private boolean continuesAsFed(Continuation candidate) {
        int[] word = new int[TRIAL];
        Arrays.setAll(word, i -> i * 7 % alphabet.size());
        try {
            Continuation.Frontier at = candidate.begin();
            for (int symbol : word) {
                at = candidate.step(at, new int[1], new int[] {symbol});
            }
            float[][] whole = ask(List.of(word)).get(0);
            for (int c = 0; c < columns(); c++) {
                if (Math.abs(at.answers()[0][c] - whole[whole.length - 1][c]) > SAME) {
                    return false;
                }
            }
            return true;
        } catch (InvalidAnswerException e) {
            return false;
        } finally {
            positions.set(0);
        }
    }

    @Override
    public Optional<Continuation> continuation() {
        return continuation.map(Continuation.class::cast);
    }

    /**
     * Opens the model of a folder.
     *
     * @param folder holds {@code model.json} and the graph it names
     * @param threads how many threads ONNX Runtime may use for one call; 0 leaves it to ONNX Runtime
     * @throws InvalidInputException if the folder holds no usable model
     */
    public static OnnxModel open(Path folder, int threads) {
        return open(ModelFile.read(folder), threads);
    }

    /** Opens a model that has been read, as {@link #open(Path, int)} does. */
    public static OnnxModel open(ModelFile file, int threads) {
        return open(file, threads, true);
    }

    /** Opens a model to be queried by whole words: it has no {@link #continuation}, and is open sooner. */
    public static OnnxModel forWords(ModelFile file, int threads) {
        return open(file, threads, false);
    }

    private static OnnxModel open(ModelFile file, int threads, boolean goesOn) {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "understudy");
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // ONNX Runtime writes its own lines to stderr otherwise, beside the exception that says the same.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            HiddenOutput.Graph graph =
                    HiddenOutput.ensure(file.graph(), file.manifest().hidden(), file.file());
            session = environment.createSession(graph.bytes(), options);
            return new OnnxModel(file, environment, session, options, graph, goesOn);
        } catch (OrtException e) {
            close(session);
            throw new InvalidInputException(
                    file.file() + " is not a graph that ONNX Runtime can load: " + e.getMessage(), e);
        } catch (InvalidInputException e) {
            close(session);
            throw e;
        }
    }

    private long[] checkedShape(OrtSession session, Path file) throws OrtException {
        NodeInfo in = session.getInputInfo().get(manifest.input());
        if (in == null || !(in.getInfo() instanceof TensorInfo tokens) || tokens.type != OnnxJavaType.INT64) {
            throw new InvalidInputException("%s has no int64 input '%s' (it has %s): correct 'input' in model.json"
                    .formatted(file, manifest.input(), session.getInputNames()));
        }
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

    /** SHA-256 of the ONNX file that this was opened from, 64 hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** What this was opened from. */
    public ModelFile file() {
        return file;
    }

    /** What {@code model.json} says. */
    public Manifest manifest() {
        return manifest;
    }

    /** What a column of an answer is called: a class; or the next symbol, or {@code end}. */
    public String columnName(int column) {
        if (task() == Task.CLASSIFIER) {
            return manifest.className(column);
        }
        return column < alphabet.size() ? alphabet.symbols().get(column) : "end";
    }

    /**
     * A row of the graph's output, however it was come by, as a row of an answer.
     *
     * @throws InvalidAnswerException if it is no distribution
     */
    public float[] readOut(float[] row) {
        return readout.row(FloatBuffer.wrap(row), 0);
    }

    @Override
    public Task task() {
        return manifest.task();
    }

    @Override
    public Alphabet alphabet() {
        return alphabet;
    }

    @Override
    public int columns() {
        return readout.columns();
    }

    @Override
    public long positionsAsked() {
        return positions.get();
    }

    @Override
    public boolean answersPrefixes() {
        return !everyPrefix;
    }

    @Override
    public List<float[]> after(List<int[]> words) {
        if (!everyPrefix) {
            return Oracle.super.after(words);
        }
        float[][] rows = new float[words.size()][];
        run(
                words.stream().map(this::fed).toList(),
                false,
                Map.of(
                        manifest.output(),
                        (place, values, offset, stride) -> rows[place] = readout.row(values, offset)));
        for (int i = 0; i < rows.length; i++) {
            rows[i] = rows[i] == null ? readout.uniform() : rows[i];
        }
        return List.of(rows);
    }

    @Override
    public List<float[][]> ask(List<int[]> words) {
        return ask(words, Map.of());
    }

    /** Answers, and what else a run gives. */
    private List<float[][]> ask(List<int[]> words, Map<String, Sink> others) {
        float[][][] answers = new float[words.size()][][];
        if (everyPrefix) {
            askPrefixes(words, answers);
            return Arrays.asList(answers);
        }
        boolean causal = task() == Task.LANGUAGE_MODEL;
        Map<String, Sink> sinks = new LinkedHashMap<>(others);
        sinks.put(manifest.output(), (place, values, offset, stride) -> {
            int[] word = words.get(place);
            if (!causal) {
                answers[place] = new float[][] {readout.row(values, offset)};
                return;
            }
            float[][] answer = new float[word.length + 1][];
            // Without a begin symbol the first output follows the first symbol, and nothing is known before it.
            int silent = 1 - before.length;
            for (int t = silent; t <= word.length; t++) {
                answer[t] = readout.row(values, offset + (t - silent) * stride);
            }
            if (silent == 1) {
                answer[0] = readout.uniform();
            }
            answers[place] = answer;
        });
        run(words.stream().map(this::fed).toList(), causal, sinks);
        fillUnfed(answers);
        return Arrays.asList(answers);
    }

    @Override
    public Optional<HiddenStateAccess> sight() {
        return everyPrefix || continuation.isEmpty() ? Optional.empty() : Optional.of(this::askAndLook);
    }

    private Seen askAndLook(List<int[]> words) {
        float[][][] states = new float[words.size()][][];
        for (int i = 0; i < states.length; i++) {
            states[i] = new float[words.get(i).length][];
        }
        List<float[][]> answers = ask(words, Map.of(hidden.output(), (place, values, offset, stride) -> {
            for (int t = 0; t < states[place].length; t++) {
                states[place][t] = new float[stride];
                values.get(offset + (before.length + t) * stride, states[place][t]);
            }
        }));
        return new Seen(answers, Arrays.asList(states));
    }

    @Override
    public Optional<RecurrentLayers> layers() {
        return reader().flatMap(NetworkReader::layers);
    }

    @Override
    public Optional<ReadableNetwork> network() {
        return reader().flatMap(reader -> reader.network(before, after, readout));
    }

    /** Only a graph whose state goes in and out is sure to hold all of its past in its recurrent layers. */
    private Optional<NetworkReader> reader() {
        return continuation.map(known ->
                new NetworkReader(environment, HiddenOutput.parse(file.graph(), file.file()), manifest, alphabet));
    }

    @Override
    public OptionalInt neutral() {
        return manifest.neutral().stream().mapToInt(alphabet.symbols()::indexOf).findFirst();
    }

    /** Whole answers for words that could not be fed: nothing was put in, so nothing is known. */
    private void fillUnfed(float[][][] answers) {
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] == null) {
                answers[i] = new float[][] {readout.uniform()};
            }
        }
    }

    /** Words begin alike: each prefix is run once. */
    private void askPrefixes(List<int[]> words, float[][][] answers) {
        SortedMap<int[], float[]> prefixes = new TreeMap<>(Arrays::compare);
        for (int[] word : words) {
            for (int t = 0; t <= word.length; t++) {
                prefixes.put(Arrays.copyOf(word, t), new float[0]);
            }
        }
        Iterator<float[]> rows = after(List.copyOf(prefixes.keySet())).iterator();
        prefixes.replaceAll((prefix, none) -> rows.next());
        for (int w = 0; w < answers.length; w++) {
            int[] word = words.get(w);
            answers[w] = new float[word.length + 1][];
            Arrays.setAll(answers[w], t -> prefixes.get(Arrays.copyOf(word, t)));
        }
    }

    /**
     * The hidden states of the (last) recurrent layer.
     *
     * @param words places in the alphabet
     * @return for each word [symbols fed, {@code begin} and {@code end} included][width]
     * @throws InvalidInputException if the graph has no recurrent node and names no hidden output
     */
    public List<float[][]> hidden(List<int[]> words) {
        float[][][] states = new float[words.size()][][];
        List<int[]> fed = words.stream().map(this::fed).toList();
        boolean padded = task() == Task.LANGUAGE_MODEL && !everyPrefix;
        for (int i = 0; i < states.length; i++) {
            states[i] = new float[fed.get(i).length][];
        }
        run(fed, padded, Map.of(hidden.output(), (place, values, offset, stride) -> {
            for (int t = 0; t < states[place].length; t++) {
                states[place][t] = new float[stride];
                values.get(offset + t * stride, states[place][t]);
            }
        }));
        return Arrays.asList(states);
    }

    private int[] fed(int[] word) {
        int[] tokens = new int[before.length + word.length + after.length];
        System.arraycopy(before, 0, tokens, 0, before.length);
        for (int i = 0; i < word.length; i++) {
            tokens[before.length + i] = alphabet.token(word[i]);
        }
        System.arraycopy(after, 0, tokens, before.length + word.length, after.length);
        return tokens;
    }

    /** Receives one word's part of a batch's output: from {@code offset}, {@code stride} numbers for each position. */
    private interface Sink {
        void take(int place, FloatBuffer values, int offset, int stride);
    }

    private void run(List<int[]> fed, boolean padded, Map<String, Sink> sinks) {
        int[] lengths = fed.stream().mapToInt(tokens -> tokens.length).toArray();
        for (int[] batch : Batches.plan(lengths, padded)) {
            int time = lengths[batch[batch.length - 1]];
            if (time > 0) {
                run(fed, batch, time, sinks);
            }
        }
    }

    private void run(List<int[]> fed, int[] batch, int time, Map<String, Sink> sinks) {
        long[] tokens = new long[batch.length * time];
        for (int row = 0; row < batch.length; row++) {
            int[] word = fed.get(batch[row]);
            positions.addAndGet(word.length);
            for (int t = 0; t < word.length; t++) {
                tokens[row * time + t] = word[t];
            }
        }
        long[] shape = {batch.length, time};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), shape);
                OrtSession.Result result = session.run(Map.of(manifest.input(), input), sinks.keySet())) {
            for (Map.Entry<String, Sink> sink : sinks.entrySet()) {
                give(result.get(sink.getKey()).orElseThrow(), sink.getKey(), batch, time, sink.getValue());
            }
        } catch (OrtException e) {
            throw new InvalidAnswerException(
                    "the model failed on a batch of " + batch.length + " words of up to " + time + " symbols: "
                            + e.getMessage(),
                    e);
        }
    }

    private void give(OnnxValue value, String output, int[] batch, int time, Sink sink) {
        if (!(value instanceof OnnxTensor tensor)) {
            throw new InvalidAnswerException("the output '" + output + "' of the model is not a tensor");
        }
        HiddenOutput.Layout layout = output.equals(hidden.output()) ? hidden.layout() : HiddenOutput.Layout.BATCH_FIRST;
        FloatBuffer values =
                layout.batchFirst(tensor.getFloatBuffer(), tensor.getInfo().getShape());
        int perWord = values.capacity() / batch.length;
        boolean eachPosition = tensor.getInfo().getShape().length > 2;
        for (int row = 0; row < batch.length; row++) {
            sink.take(batch[row], values, row * perWord, eachPosition ? perWord / time : perWord);
        }
    }

    @Override
    public void close() {
        continuation.ifPresent(OnnxContinuation::close);
        close(session);
    }

    private static void close(OrtSession session) {
        if (session != null) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime did not close the session", e);
            }
        }
    }
}
