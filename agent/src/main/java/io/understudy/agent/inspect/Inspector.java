package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a manifest for an exported ONNX file, and adapts the graph where it has to be. */
public final class Inspector {
    private static final String GRAPH = "model.onnx";

    private final Path file;
    private final Hints hints;
    private final Optional<SymbolList> named;

    /**
     * What only the user can know.
     *
     * @param name of the model
     * @param symbols a file that names them
     * @param task where the graph does not decide
     * @param begin the symbol that begins every sequence
     * @param end the symbol that ends every sequence
     * @param classes names of a classifier's classes
     */
    public record Hints(
            String name,
            Optional<Path> symbols,
            Optional<Task> task,
            Optional<String> begin,
            Optional<String> end,
            List<String> classes) {}

    /**
     * A model that works.
     *
     * @param manifest what {@code model.json} is to say
     * @param graph bytes of the ONNX file beside it
     * @param facts what the graph says and does
     * @param changes how the graph differs from the file; empty if it is the same bytes
     * @param unknown what could not be known, and how to supply it
     */
    public record Draft(
            Manifest manifest, byte[] graph, List<String> facts, List<String> changes, List<String> unknown) {}

    /** Of a file. */
    public Inspector(Path file, Hints hints) {
        this.file = file;
        this.hints = hints;
        this.named = hints.symbols().map(SymbolList::read);
    }

    /**
     * Reads the graph, and runs it.
     *
     * @throws InvalidInputException with a reason if it cannot work
     */
    public Draft inspect() {
        GraphFile read = GraphFile.read(file);
        GraphFacts facts = GraphFacts.of(read.model());
        Ports ports = Ports.of(facts, file);
        requireRecurrent(facts, ports);
        GraphAdapter adapter = new GraphAdapter(
                read.model(), ports.tokens().name(), ports.answer().name());
        adapter.dropInitialStates(facts.states());
        if (ports.oneHot() > 0) {
            adapter.encodeOneHot(ports.oneHot());
        } else {
            adapter.castTokens(ports.tokens());
        }
        if (ports.answer().type() != TensorProto.DataType.FLOAT) {
            adapter.castAnswers();
        }
        adapter.declareInput();
        int fed = fed(facts, ports);
        Behaviour behaviour = behaviour(adapter, fed);
        if (behaviour.timeFirst()) {
            adapter.batchFirst(behaviour.eachPosition());
            behaviour = behaviour(adapter, fed);
        }
        int columns = behaviour.columns();
        if (columns == 1) {
            if (behaviour.eachPosition()) {
                throw new InvalidInputException(
                        file + " gives one number after each symbol: that is no distribution " + "of the next symbol");
            }
            if (behaviour.probabilities()) {
                adapter.bothClasses();
            } else {
                adapter.bothLogits();
            }
            columns = 2;
        }
        adapter.declareOutput(behaviour.eachPosition(), columns);
        return draft(read, facts, ports, adapter, behaviour, columns, fed);
    }

    private Behaviour behaviour(GraphAdapter adapter, int symbols) {
        try (TrialSession session = new TrialSession(adapter.bytes(), adapter.input(), adapter.output(), file)) {
            return Behaviour.of(session, symbols);
        } catch (InvalidInputException e) {
            String message = e.getMessage();
            throw message.startsWith(file.toString()) ? e : new InvalidInputException(file + ": " + message, e);
        }
    }

    private void requireRecurrent(GraphFacts facts, Ports ports) {
        if (facts.recurrent().isEmpty() && ports.hidden().isEmpty()) {
            throw new InvalidInputException(
                    file + " has no recurrent node (RNN, GRU, LSTM) and no output 'hidden' with "
                            + "the states of a cell of its own, float [batch, time, width]: Understudy explains recurrent networks");
        }
    }

    /** How many tokens the graph can be fed. */
    private int fed(GraphFacts facts, Ports ports) {
        int known = ports.oneHot() > 0 ? ports.oneHot() : facts.vocabulary();
        if (known > 0) {
            return known;
        }
        Port answer = ports.answer();
        int columns = answer.dimensions() == null
                ? 0
                : answer.size(answer.dimensions().size() - 1);
        if (columns > 1 && answer.dimensions().size() == 3) {
            return columns;
        }
        return named.map(given -> given.symbols().size())
                .orElseThrow(() -> new InvalidInputException(
                        file + " does not say how many symbols there are: name them with --symbols FILE"));
    }

    private Draft draft(
            GraphFile read,
            GraphFacts facts,
            Ports ports,
            GraphAdapter adapter,
            Behaviour behaviour,
            int columns,
            int fed) {
        boolean languageModel = behaviour.eachPosition()
                || hints.task().filter(Task.LANGUAGE_MODEL::equals).isPresent();
        if (behaviour.eachPosition()
                && hints.task().filter(Task.CLASSIFIER::equals).isPresent()) {
            throw new InvalidInputException(file + " answers after every symbol: a classifier gives [batch, classes]");
        }
        int count = languageModel ? columns : fed;
        if (languageModel && fed != columns) {
            throw new InvalidInputException(
                    "%s knows %d symbols and predicts %d: a language model has to predict the symbols that it is fed"
                            .formatted(file, fed, columns));
        }
        SymbolList symbols = named.orElseGet(() -> SymbolList.numbers(count));
        if (symbols.symbols().size() != count) {
            throw new InvalidInputException("%s names %d symbols, but %s has %d"
                    .formatted(hints.symbols().orElseThrow(), symbols.symbols().size(), file, count));
        }
        if (!languageModel && !hints.classes().isEmpty() && hints.classes().size() != columns) {
            throw new InvalidInputException("--classes names %d classes, but %s has %d"
                    .formatted(hints.classes().size(), file, columns));
        }
        Manifest manifest = new Manifest(
                id(),
                languageModel ? Task.LANGUAGE_MODEL : Task.CLASSIFIER,
                GRAPH,
                adapter.input(),
                adapter.output(),
                behaviour.probabilities() ? OutputKind.PROBABILITIES : OutputKind.LOGITS,
                facts.recurrent().isEmpty() ? ports.hidden().map(Port::name) : Optional.empty(),
                List.of(),
                symbols.symbols(),
                hints.begin().or(symbols::begin),
                hints.end().or(symbols::end),
                languageModel
                        ? List.of()
                        : hints.classes().isEmpty()
                                ? SymbolList.numbers(columns).symbols()
                                : hints.classes(),
                symbols.unknown(),
                Optional.empty());
        List<String> changes = new ArrayList<>(adapter.changes());
        if (read.wasExternal()) {
            changes.add(0, "external weights are stored in the file");
        }
        return new Draft(
                manifest,
                changes.isEmpty() ? read.bytes() : adapter.bytes(),
                facts(facts, ports, behaviour, manifest),
                changes,
                unknown(symbols, manifest, ports));
    }

    private List<String> facts(GraphFacts facts, Ports ports, Behaviour behaviour, Manifest manifest) {
        List<String> lines = new ArrayList<>();
        lines.add("graph: %s%s, %s -> %s"
                .formatted(
                        facts.producer().isEmpty() ? "" : facts.producer() + ", ",
                        facts.recurrent().isEmpty() ? "a cell of its own" : String.join(" + ", facts.recurrent()),
                        ports.tokens(),
                        ports.answer()));
        lines.add("task: %s"
                .formatted(
                        manifest.task() == Task.CLASSIFIER
                                ? "classifier, %d classes for a whole sequence"
                                        .formatted(manifest.classes().size())
                                : "language model, %d symbols%s"
                                        .formatted(
                                                manifest.symbols().size(),
                                                behaviour.eachPosition()
                                                        ? " after every position"
                                                        : ", queried once for each prefix")));
        lines.add(
                behaviour.probabilities()
                        ? "answers: probabilities"
                        : "answers: logits (they do not sum to one); Understudy applies the softmax");
        return lines;
    }

    private List<String> unknown(SymbolList symbols, Manifest manifest, Ports ports) {
        List<String> unknown = new ArrayList<>();
        if (!symbols.named()) {
            unknown.add(
                    "the symbols' names; they are called 0 to %d: --symbols FILE, one a line in the order of their tokens"
                            .formatted(symbols.symbols().size() - 1));
        }
        if (manifest.begin().isEmpty()) {
            unknown.add("whether every sequence begins with a special symbol; none is assumed: --begin SYMBOL");
        }
        if (manifest.end().isEmpty()) {
            unknown.add("whether every sequence ends with a special symbol; none is assumed: --end SYMBOL");
        }
        if (manifest.task() == Task.CLASSIFIER && hints.classes().isEmpty()) {
            unknown.add("the classes' names; they are called 0 to %d: --classes A,B,..."
                    .formatted(manifest.classes().size() - 1));
        }
        if (ports.oneHot() > 0) {
            unknown.add("whether the %d numbers of each step are one-hot symbols; they are taken as such"
                    .formatted(ports.oneHot()));
        }
        return unknown;
    }

    private String id() {
        String id = hints.name().replaceAll("[^A-Za-z0-9._-]", "-");
        return id.isEmpty() ? "model" : id.substring(0, Math.min(100, id.length()));
    }
}
