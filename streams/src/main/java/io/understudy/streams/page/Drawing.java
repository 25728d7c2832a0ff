package io.understudy.streams.page;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.draw.Diagram;
import io.understudy.agent.draw.SvgFormat;
import io.understudy.agent.surrogate.Bundle;
import java.util.List;

/**
 * A surrogate, drawn.
 *
 * @param surrogate its name
 * @param version of the surrogates
 * @param title of the picture
 * @param states that are drawn, most visited first
 * @param edges between them
 * @param svg the picture; a state is an element with {@code data-state}
 */
public record Drawing(
        String surrogate,
        long version,
        String title,
        List<Diagram.State> states,
        List<Diagram.Edge> edges,
        String svg) {
    /** Of a state's traffic, that a transition of a weighted automaton's structure takes. */
    private static final double LEAST_SHARE = 0.1;

    static Drawing of(String surrogate, Bundle bundle, FiniteAutomaton automaton) {
        boolean finite = surrogate.equals(Bundle.FSA);
        String title = finite
                ? "Finite automaton of %d states, version %d".formatted(automaton.states(), bundle.version())
                : "Strongest structure of the weighted automaton of rank %d, version %d"
                        .formatted(bundle.surrogates().get(surrogate).size(), bundle.version());
        Diagram diagram = finite
                ? Diagram.readable(title, automaton, bundle.symbols(), bundle.classes(), bundle.stateAttractors())
                : Diagram.of(title, automaton, bundle.symbols(), bundle.classes(), List.of(), LEAST_SHARE);
        return new Drawing(
                surrogate, bundle.version(), title, diagram.states(), diagram.edges(), SvgFormat.of(diagram));
    }
}
