package io.understudy.agent.cli;

import io.understudy.agent.cluster.ExtractionMethod;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleDistiller;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.surrogate.Provenance;
import io.understudy.agent.terminal.TerminalProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code understudy distill}. */
@Command(
        name = "distill",
        mixinStandardHelpOptions = true,
        description = {
            "Distils a model into a weighted automaton, a finite automaton and rules, and writes them to a file.",
            "",
            "For the weighted automaton the model is only queried: a basis of prefixes and suffixes is taken from the "
                    + "sequences, the model answers for their concatenations, and the automaton is computed from the "
                    + "answers. For the finite automaton its hidden states along the sequences are clustered. For the rules, "
                    + "the phrases that determine its answers are searched. A tenth of the sequences is kept back to "
                    + "measure fidelity."
        },
        footer = {"", "Example:", "  understudy distill models/orders --sequences traffic.txt --out orders.surrogate"})
public final class DistillCommand implements Callable<Integer> {
    @Mixin
    private ModelInput traffic;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write the surrogate.")
    private Path out;

    @Option(
            names = "--rank",
            paramLabel = "N|auto",
            defaultValue = "auto",
            converter = RankConverter.class,
            description =
                    "Rank of the weighted automaton; auto (the default) takes what is most faithful on held-out sequences.")
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
            names = "--surrogates",
            paramLabel = "NAME",
            split = ",",
            description = "wa (weighted automaton), fsa (finite automaton), rules (phrases that decide); all, where the"
                    + " model allows, by default.")
    private Set<String> surrogates = Set.of();

    @Option(
            names = "--states",
            paramLabel = "N|auto",
            defaultValue = "auto",
            converter = RankConverter.class,
            description =
                    "States of the finite automaton, at most; auto (the default) takes as few as are as faithful as"
                            + " more, up to 300.")
    private OptionalInt states;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "auto",
            description =
                    "How the finite automaton is found: ${COMPLETION-CANDIDATES}; auto (the default) takes the most"
                            + " faithful, learn is for classifiers.")
    private ExtractionMethod method;

    @Mixin
    private OracleOption oracle;

    @Mixin
    private SeedOption seed;

    @Option(
            names = "--budget",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "The most that refining may take, learning by queries, querying continuations and about spliced"
                            + " sequences, each"
                            + " (${DEFAULT-VALUE}); 0 disables refinement.")
    private int budget;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Clock clock = Clock.systemUTC();
        Distiller.Options weighted =
                new Distiller.Options(rank, prefixes, suffixes, seed.value(), Duration.ofSeconds(budget), true);
        BundleDistiller.Options options = new BundleDistiller.Options(
                surrogates,
                weighted,
                new FiniteDistiller.Options(method, states, seed.value(), Duration.ofSeconds(budget)),
                RuleDistiller.Options.usual(seed.value(), Duration.ofSeconds(budget)));
        Manifest manifest = Manifest.read(traffic.model());
        int symbols = Alphabet.of(manifest).size();
        int columns = manifest.task() == Task.CLASSIFIER ? manifest.classes().size() : symbols + 1;
        BundleDistiller.requireAny(manifest.task(), symbols, columns, options);
        try (OracleOption.Opened opened = oracle.open(traffic.model())) {
            List<int[]> words = traffic.words(opened.oracle());
            TerminalProgress progress = new TerminalProgress(System.err, System.console() != null, clock);
            BundleDistiller distillery =
                    new BundleDistiller(manifest.id(), manifest.classes(), opened.oracle(), options, clock, progress);
            PrintWriter writer = spec.commandLine().getOut();
            distillery.leftOut().forEach((name, why) -> writer.println(name + ": left out: " + why));
            Bundle bundle = distillery.distil(words, 1, traffic.sequences().toString());
            new BundleFormat().save(bundle, out);
            bundle.surrogates().forEach((name, surrogate) -> {
                Provenance.Origin origin = bundle.provenance().origins().get(name);
                writer.printf(
                        "%s: %,d %s (%s), %,d symbols queried, %.1f s%n",
                        name,
                        surrogate.size(),
                        surrogate instanceof Rules ? "phrases" : "states",
                        origin.how(),
                        origin.oraclePositions(),
                        origin.took().toMillis() / 1000.0);
                writer.println(name + ": on held-out sequences: " + FidelityText.of(origin.heldOut()));
            });
            writer.println("%s: from %,d sequences, written to %s".formatted(bundle.model(), words.size(), out));
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
