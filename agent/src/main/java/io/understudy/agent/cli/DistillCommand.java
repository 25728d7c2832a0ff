package io.understudy.agent.cli;

import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.OnnxModel;
import io.understudy.agent.model.SequenceFile;
import io.understudy.agent.model.Task;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code understudy distill}. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = {
            "Distils a model into a weighted automaton and writes it to a file.",
            "",
            "The model is asked, never opened: a basis of prefixes and suffixes is taken from the sequences, the model "
                    + "answers for their concatenations, and the automaton is computed from the answers. A tenth of the "
                    + "sequences is kept back to measure fidelity."
        },
        footer = {"", "Example:", "  understudy distill models/orders --sequences traffic.txt --out orders.surrogate"})
public final class DistillCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
    private Path model;

    @Option(
            names = "--sequences",
            required = true,
            paramLabel = "FILE",
            description = "What the model sees: a sequence a line, symbols separated by a space.")
    private Path sequences;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the surrogate goes.")
    private Path out;

    @Option(
            names = "--rank",
            paramLabel = "N|auto",
            defaultValue = "auto",
            converter = RankConverter.class,
            description =
                    "States of the automaton; auto (the default) takes what is most faithful on held-out sequences.")
    private OptionalInt rank;

    @Option(
            names = "--prefixes",
            paramLabel = "N",
            defaultValue = "400",
            description = "Prefixes in the basis, at most (${DEFAULT-VALUE}).")
    private int prefixes;

    @Option(
            names = "--suffixes",
            paramLabel = "N",
            defaultValue = "400",
            description = "Suffixes in the basis, at most (${DEFAULT-VALUE}).")
    private int suffixes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Same seed and input, same automaton, unless the budget cuts it short (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "The most that refinement may take (${DEFAULT-VALUE}); 0 leaves the spectral solution as it is.")
    private int budget;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        Distiller.Options options =
                new Distiller.Options(rank, prefixes, suffixes, seed, Duration.ofSeconds(budget), true);
        Manifest manifest = Manifest.read(model);
        int symbols = Alphabet.of(manifest).size();
        int columns = manifest.task() == Task.CLASSIFIER ? manifest.classes().size() : symbols + 1;
        Distiller.requireFeasible(manifest.task(), symbols, columns, options);
        try (OnnxModel opened = OnnxModel.open(model, 0)) {
            List<int[]> words = SequenceFile.words(sequences, opened.alphabet());
            TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, clock);
            Distillation distilled = new Distiller(opened, options, clock, progress).distil(words);
            Bundle bundle = Bundle.of(
                    opened.manifest().id(),
                    1,
                    opened,
                    distilled,
                    sequences.toString(),
                    words.size(),
                    seed,
                    clock.instant());
            new BundleFormat().save(bundle, out);
            PrintWriter writer = spec.commandLine().getOut();
            writer.printf(
                    "%s: a weighted automaton of rank %d, spectral radius %.3f, from %,d sequences, basis %d × %d, %.1f s%n",
                    bundle.model(),
                    distilled.automaton().states(),
                    distilled.automaton().spectralRadius(),
                    words.size(),
                    distilled.prefixes(),
                    distilled.suffixes(),
                    distilled.took().toMillis() / 1000.0);
            long saved = distilled.positionsWordByWord() - distilled.oraclePositions();
            writer.printf("%,d symbols asked", distilled.oraclePositions());
            writer.println(saved > 0 ? ", %,d fewer than the Hankel blocks take word by word".formatted(saved) : "");
            writer.println("on held-out sequences: " + FidelityText.of(distilled.heldOut()));
            writer.println("written to " + out);
        }
        return 0;
    }

    /** Reads {@code auto} or a number. */
    static final class RankConverter implements ITypeConverter<OptionalInt> {
        @Override
        public OptionalInt convert(String value) {
            if (value.equals("auto")) {
                return OptionalInt.empty();
            }
            try {
                int rank = Integer.parseInt(value);
                if (rank < 1) {
                    throw new InvalidInputException("rank must be 1 or more");
                }
                return OptionalInt.of(rank);
            } catch (NumberFormatException | InvalidInputException e) {
                throw new TypeConversionException("'" + value + "' is neither 'auto' nor a number from 1 up");
            }
        }
    }
}
