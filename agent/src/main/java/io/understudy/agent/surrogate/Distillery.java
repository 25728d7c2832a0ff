package io.understudy.agent.surrogate;

import io.understudy.agent.attractor.AttractorExtractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.Automaton;
import io.understudy.agent.cluster.FiniteDistillation;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.extract.Progress;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import io.understudy.agent.surrogate.Provenance.Origin;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Distils all surrogates of a model from the same sequences, and looks for its attractors. */
public final class Distillery {
    private static final Set<String> ALL = Set.of(Bundle.WA, Bundle.FSA);

    private final String model;
    private final List<String> classes;
    private final Oracle oracle;
    private final Options options;
    private final Clock clock;
    private final Progress progress;

    /**
     * What may be chosen.
     *
     * @param surrogates their names; empty for all that the model allows
     */
    public record Options(Set<String> surrogates, Distiller.Options weighted, FiniteDistiller.Options finite) {
        /** Refuses what there is not. */
        public Options {
            Set<String> unknown = new TreeSet<>(surrogates);
            unknown.removeAll(ALL);
            if (!unknown.isEmpty()) {
                throw new InvalidInputException(
                        "there is no surrogate '%s': give wa, fsa or both".formatted(String.join("', '", unknown)));
            }
        }

        private boolean wants(String surrogate) {
            return surrogates.isEmpty() || surrogates.contains(surrogate);
        }
    }

    /**
     * @param model the model's id
     * @param classes names of its classes, if it is a classifier and names them
     * @param oracle the model
     */
    public Distillery(
            String model, List<String> classes, Oracle oracle, Options options, Clock clock, Progress progress) {
        this.model = model;
        this.classes = classes;
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Why a surrogate will be left out, by name: because the model does not allow it, and nobody asked for it by name.
     *
     * @throws InvalidInputException if one that was asked for by name is not possible, or none is
     */
    public Map<String, String> leftOut() {
        Map<String, String> why = new TreeMap<>();
        if (options.wants(Bundle.WA)) {
            weightedImpossible(oracle.task(), oracle.alphabet().size(), oracle.columns(), options)
                    .ifPresent(reason -> why.put(Bundle.WA, reason));
        }
        if (options.wants(Bundle.FSA)) {
            FiniteDistiller.impossible(oracle, options.finite().method())
                    .ifPresent(reason -> why.put(Bundle.FSA, reason));
        }
        if (!why.isEmpty() && (!options.surrogates().isEmpty() || why.size() == ALL.size())) {
            throw new InvalidInputException(String.join("; ", why.values()));
        }
        return why;
    }

    /**
     * Refuses a model that nothing can be distilled from, as far as its manifest tells; so it need not be opened.
     *
     * @throws InvalidInputException with what would be needed
     */
    public static void requireAny(Task task, int symbols, int columns, Options options) {
        Optional<String> weighted =
                options.wants(Bundle.WA) ? weightedImpossible(task, symbols, columns, options) : Optional.of("");
        Optional<String> finite = options.wants(Bundle.FSA)
                ? FiniteDistiller.impossible(task, symbols, options.finite().method())
                : Optional.of("");
        if (weighted.isPresent() && finite.isPresent()) {
            throw new InvalidInputException(Stream.of(weighted.get(), finite.get())
                    .filter(why -> !why.isEmpty())
                    .collect(Collectors.joining("; ")));
        }
    }

    private static Optional<String> weightedImpossible(Task task, int symbols, int columns, Options options) {
        try {
            Distiller.requireFeasible(task, symbols, columns, options.weighted());
            return Optional.empty();
        } catch (InvalidInputException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * Distils.
     *
     * @param sequences at least 10, in the oracle's alphabet
     * @param version of the bundle
     * @param data what the sequences are, for people
     */
    public Bundle distil(List<int[]> sequences, long version, String data) {
        Set<String> leftOut = leftOut().keySet();
        TreeMap<String, Automaton> surrogates = new TreeMap<>();
        TreeMap<String, Origin> origins = new TreeMap<>();
        if (options.wants(Bundle.WA) && !leftOut.contains(Bundle.WA)) {
            Distillation weighted = new Distiller(oracle, options.weighted(), clock, progress).distil(sequences);
            surrogates.put(Bundle.WA, weighted.automaton());
            origins.put(
                    Bundle.WA,
                    new Origin(weighted.how(), weighted.heldOut(), weighted.oraclePositions(), weighted.took()));
        }
        if (options.wants(Bundle.FSA) && !leftOut.contains(Bundle.FSA)) {
            FiniteDistillation finite =
                    new FiniteDistiller(oracle, options.finite(), clock, progress).distil(sequences);
            surrogates.put(Bundle.FSA, finite.automaton());
            origins.put(
                    Bundle.FSA, new Origin(finite.how(), finite.heldOut(), finite.oraclePositions(), finite.took()));
        }
        Provenance provenance =
                new Provenance(data, sequences.size(), options.weighted().seed(), origins, clock.instant());
        AttractorMap attractors = AttractorExtractor.impossible(oracle).isPresent()
                ? null
                : new AttractorExtractor(
                                model, classes, oracle, options.weighted().seed(), progress)
                        .extract(sequences);
        return new Bundle(
                        model,
                        version,
                        oracle.alphabet().symbols(),
                        classes,
                        provenance,
                        surrogates,
                        attractors,
                        List.of())
                .located(oracle, sequences);
    }
}
