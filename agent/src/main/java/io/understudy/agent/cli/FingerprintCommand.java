package io.understudy.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.FingerprintFormat;
import io.understudy.agent.fingerprint.Fingerprinter;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.agent.terminal.ResultOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code understudy fingerprint}. */
@Command(
        name = "fingerprint",
        mixinStandardHelpOptions = true,
        description = {
            "Which network is this? Takes a network's fingerprint, its answers to probes, and compares it with another's.",
            "",
            "The verdict is 'identical' (the same file), 'equivalent' (another file, the same answers up to float noise: "
                    + "re-exported, hidden units permuted), 'variant' (close, but not the same function: trained further, "
                    + "rounded to fewer bits) or 'different'. The distance is that of the log odds of all answers; the "
                    + "threshold, which float noise does not reach, is found on the network itself. Probes are fixed "
                    + "pseudo-random words; with --sequences words of the traffic too, and with --surrogate words at the "
                    + "state boundaries of its finite automaton. A network that answers nearly all of them alike is "
                    + "queried with many more.",
        },
        footer = {
            "",
            "Examples:",
            "  understudy fingerprint models/orders --out orders.fingerprint",
            "  understudy fingerprint exported/orders --against orders.fingerprint --json"
        })
public final class FingerprintCommand implements Callable<Integer> {
    @Parameters(paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
    private Path model;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the fingerprint.")
    private Path out;

    @Option(
            names = "--against",
            paramLabel = "FILE|MODEL_DIR",
            description =
                    "A fingerprint, a surrogate (which carries its model's) or another model's folder, to compare it "
                            + "with.")
    private Path against;

    @Option(
            names = "--sequences",
            paramLabel = "FILE",
            description = "What the model sees, a sequence a line: some of them become probes.")
    private Path sequences;

    @Option(
            names = "--surrogate",
            paramLabel = "FILE",
            description = "What 'distill' wrote: words at its finite automaton's boundaries become probes.")
    private Path surrogate;

    @Mixin
    private ResultOutput output;

    /**
     * What {@code --json} prints; without {@code --against} there is no distance and no verdict, and no distance where
     * the two cannot be compared.
     *
     * @param queries words that networks were queried with, those that set the threshold included
     * @param steps symbols they were fed
     * @param seconds from the moment that the model was loaded
     * @param probes words of the fingerprint
     */
    record Printed(
            String model,
            String sha256,
            long queries,
            long steps,
            double seconds,
            int probes,
            Double distance,
            double threshold,
            Double totalVariation,
            Equivalence verdict,
            Boolean same,
            String reason) {}

    @Override
    public Integer call() throws JsonProcessingException {
        Clock clock = Clock.systemUTC();
        try (OnnxModel opened = OnnxModel.open(model, 1)) {
            boolean isFile = against != null && !Files.isDirectory(against);
            List<int[]> traffic = sequences == null ? List.of() : SequenceFile.words(sequences, opened.alphabet());
            Instant begun = clock.instant();
            Optional<Fingerprinter.Taken> taken = isFile && out == null
                    ? Optional.empty()
                    : Optional.of(Fingerprinter.brief().take(opened, traffic, automaton(opened)));
            Fingerprint known = isFile ? known(against) : taken.orElseThrow().fingerprint();
            long queries = taken.map(Fingerprinter.Taken::queries).orElse(0L);
            long steps = taken.map(Fingerprinter.Taken::steps).orElse(0L);
            Optional<Match> match = Optional.empty();
            if (isFile) {
                long before = opened.symbolsQueried();
                match = Optional.of(Match.of(known, opened));
                steps += opened.symbolsQueried() - before;
            } else if (against != null) {
                try (OnnxModel other = OnnxModel.open(against, 1)) {
                    match = Optional.of(Match.of(known, other));
                    steps += other.symbolsQueried();
                }
            }
            queries += match.isPresent() ? known.probes().size() : 0;
            if (out != null) {
                FingerprintFormat.files().save(taken.orElseThrow().fingerprint(), out);
            }
            double seconds = Duration.between(begun, clock.instant()).toNanos() / 1e9;
            print(opened, known, match, queries, steps, seconds);
        }
        return 0;
    }

    private static Fingerprint known(Path file) {
        if (!BundleFormat.looksLikeOne(file)) {
            return FingerprintFormat.files().load(file);
        }
        Bundle bundle = new BundleFormat().load(file);
        if (bundle.fingerprint() == null) {
            throw new InvalidInputException(
                    file + " carries no fingerprint: an older release wrote it; distil it again");
        }
        return bundle.fingerprint();
    }

    private Optional<FiniteAutomaton> automaton(OnnxModel opened) {
        if (surrogate == null) {
            return Optional.empty();
        }
        Bundle bundle = new BundleFormat().load(surrogate);
        bundle.requireFits(opened, true);
        return bundle.finite();
    }

    private void print(
            OnnxModel opened, Fingerprint known, Optional<Match> match, long queries, long steps, double seconds)
            throws JsonProcessingException {
        output.print(
                new Printed(
                        opened.manifest().id(),
                        opened.sha256(),
                        queries,
                        steps,
                        seconds,
                        known.probes().size(),
                        match.filter(Match::comparable).map(Match::distance).orElse(null),
                        known.threshold(),
                        match.map(Match::totalVariation).orElse(null),
                        match.map(Match::verdict).orElse(null),
                        match.map(Match::verdict).map(Equivalence::same).orElse(null),
                        match.map(Match::reason).orElse(null)),
                () -> "%s (sha256 %s…): %d probes, threshold %.2g; %,d queries, %,d symbols, %.2f s"
                                .formatted(
                                        opened.manifest().id(),
                                        opened.sha256().substring(0, 12),
                                        known.probes().size(),
                                        known.threshold(),
                                        queries,
                                        steps,
                                        seconds)
                        + match.map(found -> "\n"
                                        + "%s: %s (distance %.2g)"
                                                .formatted(found.verdict(), found.reason(), found.distance()))
                                .orElse(""));
    }
}
