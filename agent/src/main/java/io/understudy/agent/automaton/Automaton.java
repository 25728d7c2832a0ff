package io.understudy.agent.automaton;

/** A surrogate with states. */
public sealed interface Automaton extends Surrogate permits WeightedAutomaton, FiniteAutomaton {
    /** How many states it has; the rank, for a weighted automaton. */
    int states();

    @Override
    default int size() {
        return states();
    }
}
