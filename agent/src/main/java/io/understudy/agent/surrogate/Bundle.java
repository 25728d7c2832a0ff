package io.understudy.agent.surrogate;

import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.fingerprint.Fingerprint;
import io.understudy.agent.fingerprint.Fingerprinter;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.onnx.OnnxModel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was distilled from a model at one time.
 *
 * @param model the model's id
 * @param version counts up with every bundle of a model
 * @param symbols the alphabet that the surrogates speak of, in order
 * @param classes names of a classifier's classes; empty for a language model
 * @param provenance where it comes from
 * @param surrogates by name: {@code wa}, the weighted automaton; {@code fsa}, the finite one; {@code rules}
 * @param attractors of the network; null where they cannot be found
 * @param stateAttractors on which attractor each state of the finite automaton lies; empty without the one or the other
 * @param fingerprint of the model; null in what an older release wrote
 */
public record Bundle(
        String model,
        long version,
        List<String> symbols,
        List<String> classes,
        Provenance provenance,
        SortedMap<String, Surrogate> surrogates,
        AttractorMap attractors,
        List<String> stateAttractors,
        Fingerprint fingerprint) {

    /** The name of the weighted automaton. */
    public static final String WA = "wa";

    /** The name of the finite automaton. */
    public static final String FSA = "fsa";

    /** The name of the classifiers of phrases. */
    public static final String RULES = "rules";

    /** Checks that all surrogates speak of these symbols. */
    public Bundle {
        if (model == null || symbols == null || surrogates == null || surrogates.isEmpty() || provenance == null) {
            throw new InvalidInputException("a surrogate bundle names its model, symbols, provenance and surrogates");
        }
        symbols = List.copyOf(symbols);
        classes = classes == null ? List.of() : List.copyOf(classes);
        for (Map.Entry<String, Surrogate> surrogate : surrogates.entrySet()) {
            if (surrogate.getValue().symbols() != symbols.size()) {
                throw new InvalidInputException("the surrogate '%s' has %d symbols; its bundle names %d"
                        .formatted(surrogate.getKey(), surrogate.getValue().symbols(), symbols.size()));
            }
        }
        surrogates = Collections.unmodifiableSortedMap(new TreeMap<>(surrogates));
        stateAttractors = stateAttractors == null ? List.of() : List.copyOf(stateAttractors);
    }

    /** This bundle with other surrogates; where their states lie is not known any more. */
    public Bundle with(SortedMap<String, Surrogate> others, Map<String, Provenance.Origin> origins) {
        Provenance from = new Provenance(
                provenance.data(), provenance.sequences(), provenance.seed(), Map.copyOf(origins), provenance.made());
        return new Bundle(model, version, symbols, classes, from, others, attractors, List.of(), fingerprint);
    }

    /** The finite automaton; empty if there is none. */
    public Optional<FiniteAutomaton> finite() {
        return Optional.ofNullable(surrogates.get(FSA))
                .filter(FiniteAutomaton.class::isInstance)
                .map(FiniteAutomaton.class::cast);
    }

    /** This bundle with the attractors on which the states of its finite automaton lie, where it has both. */
    public Bundle located(Oracle oracle, List<int[]> words) {
        Optional<FiniteAutomaton> finite = finite();
        return attractors != null && finite.isPresent()
                ? new Bundle(
                        model,
                        version,
                        symbols,
                        classes,
                        provenance,
                        surrogates,
                        attractors,
                        StateAttractors.of(finite.get(), attractors, oracle, words),
                        fingerprint)
                : this;
    }

    /** This bundle as another version, with other attractors of its network; null where they are not known. */
    public Bundle with(AttractorMap others, long newVersion) {
        return new Bundle(model, newVersion, symbols, classes, provenance, surrogates, others, List.of(), fingerprint);
    }

    /** This bundle, bound to the model that it was distilled from. */
    public Bundle boundTo(OnnxModel oracle, List<int[]> sequences) {
        Fingerprint taken =
                Fingerprinter.brief().take(oracle, sequences, finite()).fingerprint();
        return new Bundle(model, version, symbols, classes, provenance, surrogates, attractors, stateAttractors, taken);
    }

    /**
     * Refuses a model that this was not distilled from. What an older release wrote carries no fingerprint: of that it
     * can only be said whether symbols and columns fit.
     *
     * @param sameFunction whether it also has to answer as the model did
     * @throws InvalidInputException naming what differs
     */
    public void requireFits(OnnxModel oracle, boolean sameFunction) {
        requireTakesLike(oracle);
        if (sameFunction && fingerprint != null) {
            Match match = Match.of(fingerprint, oracle);
            if (!match.verdict().same()) {
                throw new InvalidInputException(
                        "the surrogate was distilled from another '%s' (%s: %s): distil it again"
                                .formatted(model, match.verdict(), match.reason()));
            }
        }
    }

    private void requireTakesLike(OnnxModel oracle) {
        String id = oracle.manifest().id();
        if (!model.equals(id)) {
            throw new InvalidInputException(
                    "the surrogate was distilled from the model '%s', not from '%s': give the model it belongs to"
                            .formatted(model, id));
        }
        boolean columns = surrogates.values().stream().allMatch(surrogate -> surrogate.columns() == oracle.columns());
        if (!symbols.equals(oracle.alphabet().symbols()) || !columns) {
            throw new InvalidInputException(
                    "the surrogate was distilled from another '%s', with other symbols or classes: distil it again"
                            .formatted(model));
        }
    }
}
