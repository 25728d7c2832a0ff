package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;

/**
 * What a distillation gave, and how.
 *
 * @param automaton the weighted automaton
 * @param prefixes how many prefixes the basis had
 * @param suffixes how many suffixes the basis had
 * @param heldOut fidelity on sequences that the basis was not taken from
 * @param oraclePositions how many symbols the model was fed for it
 * @param positionsWordByWord how many the blocks alone would have taken, each word run from its beginning
 * @param took how long it took
 */
public record Distillation(
        WeightedAutomaton automaton,
        int prefixes,
        int suffixes,
        Fidelity heldOut,
        long oraclePositions,
        long positionsWordByWord,
        Duration took) {}
