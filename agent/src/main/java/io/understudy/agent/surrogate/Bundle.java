package io.understudy.agent.surrogate;

import io.understudy.agent.automaton.Automaton;
import io.understudy.agent.extract.Distillation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was distilled from a model at one time.
 *
 * @param model the model's id
 * @param version counts up with every bundle of a model
 * @param symbols the alphabet that the automata speak of, in order
 * @param provenance where it comes from
 * @param surrogates the automata by name ({@code wa} is the weighted automaton)
 */
public record Bundle(
        String model,
        long version,
        List<String> symbols,
        Provenance provenance,
        SortedMap<String, Automaton> surrogates) {

    /** The name of the weighted automaton. */
    public static final String WA = "wa";

    /** Checks that all automata speak of these symbols. */
    public Bundle {
        if (model == null || symbols == null || surrogates == null || surrogates.isEmpty() || provenance == null) {
            throw new InvalidInputException("a surrogate bundle names its model, symbols, provenance and surrogates");
        }
        symbols = List.copyOf(symbols);
        for (Map.Entry<String, Automaton> surrogate : surrogates.entrySet()) {
            if (surrogate.getValue().symbols() != symbols.size()) {
                throw new InvalidInputException("the surrogate '%s' has %d symbols; its bundle names %d"
                        .formatted(surrogate.getKey(), surrogate.getValue().symbols(), symbols.size()));
            }
        }
        surrogates = Collections.unmodifiableSortedMap(new TreeMap<>(surrogates));
    }

    /**
     * A bundle of what a distillation gave.
     *
     * @param data what the sequences were
     */
    public static Bundle of(
            String model,
            long version,
            Oracle oracle,
            Distillation distilled,
            String data,
            int sequences,
            long seed,
            Instant made) {
        Provenance provenance = new Provenance(
                data,
                sequences,
                seed,
                distilled.prefixes(),
                distilled.suffixes(),
                distilled.oraclePositions(),
                Map.of(WA, distilled.heldOut()),
                made,
                distilled.took());
        SortedMap<String, Automaton> surrogates = new TreeMap<>(Map.of(WA, distilled.automaton()));
        return new Bundle(model, version, oracle.alphabet().symbols(), provenance, surrogates);
    }

    /**
     * Refuses a model that this was not distilled from.
     *
     * @throws InvalidInputException naming what differs
     */
    public void requireFits(String id, Oracle oracle) {
        if (!model.equals(id)) {
            throw new InvalidInputException(
                    "the surrogate was distilled from the model '%s', not from '%s': give the model it belongs to"
                            .formatted(model, id));
        }
        boolean columns = surrogates.values().stream().allMatch(automaton -> automaton.columns() == oracle.columns());
        if (!symbols.equals(oracle.alphabet().symbols()) || !columns) {
            throw new InvalidInputException(
                    "the surrogate was distilled from another '%s', with other symbols or classes: distil it anew"
                            .formatted(model));
        }
    }
}
