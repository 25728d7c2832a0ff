package io.understudy.agent.model;

/**
 * A part of a network's recurrent state that its graph reads and writes, float [batch, width] or [1, batch, width].
 *
 * @param input the graph's input of the state before the first symbol; zeros for a new word
 * @param output the graph's output of the state after the last symbol
 */
public record StateTensor(String input, String output) {
    /** Neither name may be missing. */
    public StateTensor {
        if (input == null || output == null) {
            throw new InvalidInputException("each of 'states' must name an 'input' and an 'output' of the graph");
        }
    }
}
