package io.understudy.agent.surrogate;

import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.cluster.FiniteDistillation;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.rule.RuleDistillation;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.Provenance.Origin;
import io.understudy.agent.trajectory.AttractorExtractor;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Distils all surrogates of a model from the same sequences, and extracts its attractors. */
public final class BundleDistiller {
    private static final Set<String> ALL = Set.of(Bundle.WA, Bundle.FSA, Bundle.RULES);

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
    public record Options(
            Set<String> surrogates,
            Distiller.Options weighted,
            FiniteDistiller.Options finite,
            RuleDistiller.Options rules) {
        /** Refuses what there is not. */
        public Options {
            Set<String> unknown = new TreeSet<>(surrogates);
            unknown.removeAll(ALL);
            if (!unknown.isEmpty()) {
                throw new InvalidInputException("there is no surrogate '%s': give any of wa, fsa, rules"
                        .formatted(String.join("', '", unknown)));
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
    public BundleDistiller(
            String model, List<String> classes, Oracle oracle, Options options, Clock clock, Progress progress) {
        this.model = model;
        this.classes = classes;
        this.oracle = oracle;
        this.options = options;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Why a surrogate will be left out, by name: because the model does not allow it, and nobody requested it by name.
     *
     * @throws InvalidInputException if one that was requested by name is not possible, or none is
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
        if (options.wants(Bundle.RULES)) {
            RuleDistiller.impossible(oracle.task(), oracle.alphabet().size())
                    .ifPresent(reason -> why.put(Bundle.RULES, reason));
        }
        if (!why.isEmpty() && (!options.surrogates().isEmpty() || why.size() == ALL.size())) {
            throw new InvalidInputException(String.join("; ", why.values()));
        }
        return why;
    }

    /**
     * Refuses a model that nothing can be distilled from, as far as its manifest shows; so it need not be opened.
     *
     * @throws InvalidInputException with what would be needed
     */
    public static void requireAny(Task task, int symbols, int columns, Options options) {
        Optional<String> weighted =
                options.wants(Bundle.WA) ? weightedImpossible(task, symbols, columns, options) : Optional.of("");
        Optional<String> finite = options.wants(Bundle.FSA)
                ? FiniteDistiller.impossible(task, symbols, options.finite().method())
                : Optional.of("");
        Optional<String> rules =
                options.wants(Bundle.RULES) ? RuleDistiller.impossible(task, symbols) : Optional.of("");
        List<Optional<String>> all = List.of(weighted, finite, rules);
        if (all.stream().allMatch(Optional::isPresent)) {
            throw new InvalidInputException(all.stream()
                    .flatMap(Optional::stream)
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
     * Distils. A bundle of an ONNX file is bound to it by its fingerprint.
     *
     * @param sequences at least 10, in the oracle's alphabet
     * @param version of the bundle
     * @param data what the sequences are, for people
     */
    public Bundle distil(List<int[]> sequences, long version, String data) {
        Set<String> leftOut = leftOut().keySet();
        TreeMap<String, Surrogate> surrogates = new TreeMap<>();
        TreeMap<String, Origin> origins = new TreeMap<>();
        if (options.wants(Bundle.WA) && !leftOut.contains(Bundle.WA)) {
            Distillation found = new Distiller(oracle, options.weighted(), clock, progress).distil(sequences);
            surrogates.put(Bundle.WA, found.automaton());
            origins.put(Bundle.WA, new Origin(found.how(), found.heldOut(), found.oraclePositions(), found.took()));
        }
        if (options.wants(Bundle.FSA) && !leftOut.contains(Bundle.FSA)) {
            FiniteDistillation found = new FiniteDistiller(oracle, options.finite(), clock, progress).distil(sequences);
            surrogates.put(Bundle.FSA, found.automaton());
            origins.put(Bundle.FSA, new Origin(found.how(), found.heldOut(), found.oraclePositions(), found.took()));
        }
        if (options.wants(Bundle.RULES) && !leftOut.contains(Bundle.RULES)) {
            RuleDistillation found = new RuleDistiller(oracle, options.rules(), clock, progress).distil(sequences);
            surrogates.put(Bundle.RULES, found.rules());
            origins.put(Bundle.RULES, new Origin(found.how(), found.heldOut(), found.oraclePositions(), found.took()));
        }
        Provenance provenance =
                new Provenance(data, sequences.size(), options.weighted().seed(), origins, clock.instant());
        AttractorMap attractors = AttractorExtractor.impossible(oracle).isPresent()
                ? null
                : new AttractorExtractor(
                                model,
                                classes,
                                oracle,
                                Directions.TOWARDS_ATTRACTORS,
                                options.weighted().seed(),
                                progress)
                        .extract(sequences);
        Bundle bundle = new Bundle(
                        model,
                        version,
                        oracle.alphabet().symbols(),
                        classes,
                        provenance,
                        surrogates,
                        attractors,
                        List.of(),
                        null)
                .located(oracle, sequences);
        return oracle instanceof OnnxModel opened ? bundle.boundTo(opened, sequences) : bundle;
    }
}
