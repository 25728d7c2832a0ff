package io.understudy.agent.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.ReadableNetwork;
import io.understudy.agent.model.RecurrentLayers;
import io.understudy.agent.model.Task;
import io.understudy.agent.query.OutputDecoder;
import io.understudy.agent.query.SteppedStates;
import io.understudy.agent.query.WordEncoder;
import io.understudy.agent.query.WordQueries;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A deployed network in ONNX Runtime. Safe for use by several threads. Words of like length are fed together; a causal
 * language model gets them padded on the right, a classifier or a language model that sees the future gets words of one
 * length (the latter is fed every prefix by itself).
 */
public final class OnnxModel implements Oracle, AutoCloseable {
    private final ModelFile file;
    private final String sha256;
    private final Alphabet alphabet;
    private final OrtEnvironment environment;
    private final boolean lastOnly;
    private final boolean showsHidden;
    private final OutputDecoder decoder;
    private final WordEncoder encoder;
    private final BatchRunner runner;
    private final WordQueries queries;
    private final AtomicLong symbols = new AtomicLong();
    private final Optional<OnnxContinuation> continuation;

    private OnnxModel(
            ModelFile file,
            OrtEnvironment environment,
            OrtSession session,
            OrtSession.SessionOptions options,
            HiddenOutput.Graph graph,
            boolean continues)
            throws OrtException {
        this.file = file;
        this.sha256 = file.sha256();
        this.alphabet = Alphabet.of(manifest());
        this.environment = environment;
        GraphSignature signature = GraphSignature.of(session, manifest(), file.file());
        this.lastOnly = signature.lastOnly();
        this.decoder = OutputDecoder.of(manifest(), alphabet, signature.columns());
        this.encoder = WordEncoder.of(manifest(), alphabet);
        this.runner = new BatchRunner(environment, session, manifest().input(), graph.hidden(), symbols);
        this.queries = new WordQueries(
                runner,
                manifest(),
                encoder,
                decoder,
                graph.hidden().map(HiddenOutput::output).orElse(null),
                lastOnly);
        this.showsHidden = graph.hidden().isPresent();
        this.continuation = lastOnly || !continues ? Optional.empty() : continuation(graph.bytes(), options);
    }

    /**
     * Checked on a word: a graph may begin elsewhere than at zero, or hold more of the past than its recurrent nodes
     * do.
     */
    private Optional<OnnxContinuation> continuation(byte[] bytes, OrtSession.SessionOptions options)
            throws OrtException {
        Optional<StatefulGraph> operators = StatefulGraph.of(ModelFile.parse(bytes, file.file()));
        Optional<OnnxContinuation> found = operators.isEmpty() ? Optional.empty() : verified(operators.get(), options);
        if (found.isPresent() || manifest().states().isEmpty()) {
            return found;
        }
        found = verified(StatefulGraph.named(file, manifest().states()), options);
        if (found.isEmpty()) {
            throw new InvalidInputException(
                    "%s answers otherwise when it is fed symbol by symbol with the 'states' of model.json: they do not hold all of its past"
                            .formatted(file.file()));
        }
        return found;
    }

    private Optional<OnnxContinuation> verified(StatefulGraph graph, OrtSession.SessionOptions options)
            throws OrtException {
        OnnxContinuation candidate =
                new OnnxContinuation(environment, graph, options, manifest(), encoder, decoder, symbols);
        boolean agrees = candidate.agreesWith(this);
        symbols.set(0);
        if (agrees) {
            return Optional.of(candidate);
        }
        candidate.close();
        return Optional.empty();
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

    private static OnnxModel open(ModelFile file, int threads, boolean continues) {
        OrtEnvironment environment =
                OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "understudy");
        OrtSession session = null;
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // ONNX Runtime writes its own lines to stderr otherwise, beside the exception that says the same.
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            HiddenOutput.Graph graph = HiddenOutput.ensure(file);
            session = environment.createSession(graph.bytes(), options);
            return new OnnxModel(file, environment, session, options, graph, continues);
        } catch (OrtException e) {
            closeIfOpen(session);
            throw new InvalidInputException(
                    file.file() + " is not a graph that ONNX Runtime can load: " + e.getMessage(), e);
        } catch (InvalidInputException e) {
            closeIfOpen(session);
            throw e;
        }
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
        return file.manifest();
    }

    /** What a column of an answer is called: a class; or the next symbol, or {@code end}. */
    public String columnName(int column) {
        if (task() == Task.CLASSIFIER) {
            return manifest().className(column);
        }
        return column < alphabet.size() ? alphabet.symbols().get(column) : "end";
    }

    /**
     * A row of the graph's output, however it was come by, as a row of an answer.
     *
     * @throws InvalidAnswerException if it is no distribution
     */
    public float[] decode(float[] row) {
        return decoder.row(FloatBuffer.wrap(row), 0);
    }

    @Override
    public Task task() {
        return manifest().task();
    }

    @Override
    public Alphabet alphabet() {
        return alphabet;
    }

    @Override
    public int columns() {
        return decoder.columns();
    }

    @Override
    public long symbolsQueried() {
        return symbols.get();
    }

    @Override
    public boolean answersPrefixes() {
        return !lastOnly;
    }

    @Override
    public List<float[]> after(List<int[]> words) {
        return lastOnly ? queries.last(words) : Oracle.super.after(words);
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        return queries.answers(words);
    }

    @Override
    public Optional<HiddenStateAccess> hiddenStateAccess() {
        if (lastOnly) {
            return Optional.empty();
        }
        return continuation.<HiddenStateAccess>map(
                states -> showsHidden ? queries::answersAndStates : new SteppedStates(this, states));
    }

    @Override
    public Optional<RecurrentLayers> layers() {
        return reader().flatMap(NetworkReader::layers);
    }

    @Override
    public Optional<ReadableNetwork> network() {
        return reader().flatMap(reader -> reader.network(encoder, decoder));
    }

    /** Only a graph whose state is read and written is sure to hold all of its past in its recurrent layers. */
    private Optional<NetworkReader> reader() {
        return continuation.map(known ->
                new NetworkReader(environment, ModelFile.parse(file.graph(), file.file()), manifest(), alphabet));
    }

    @Override
    public OptionalInt neutral() {
        return manifest().neutral().stream()
                .mapToInt(alphabet.symbols()::indexOf)
                .findFirst();
    }

    @Override
    public void close() {
        continuation.ifPresent(OnnxContinuation::close);
        runner.close();
    }

    private static void closeIfOpen(OrtSession session) {
        if (session != null) {
            BatchRunner.close(session);
        }
    }
}
