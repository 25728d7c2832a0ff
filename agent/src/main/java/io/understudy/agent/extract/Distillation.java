package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import java.time.Duration;

/**
 * The result of a distillation.
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
        Duration took) {
    /** How it was found, in a few words. */
    public String how() {
        long saved = positionsWordByWord - oraclePositions;
        return "spectral, basis %d × %d, spectral radius %.3f%s"
                .formatted(
                        prefixes,
                        suffixes,
                        automaton.spectralRadius(),
                        saved > 0 ? ", %,d symbols fewer queried than word by word".formatted(saved) : "");
    }
}
