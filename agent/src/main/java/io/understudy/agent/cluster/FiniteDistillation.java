package io.understudy.agent.cluster;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;

/**
 * A finite automaton and how it was found.
 *
 * @param how in a few words
 * @param heldOut fidelity on sequences that it was not made from
 * @param oraclePositions how many symbols the model was fed for it
 */
public record FiniteDistillation(
        FiniteAutomaton automaton, String how, Fidelity heldOut, long oraclePositions, Duration took) {}
