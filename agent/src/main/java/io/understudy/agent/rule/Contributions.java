package io.understudy.agent.rule;

import java.util.Arrays;

/**
 * The natural logarithm of the ratio of two classes' probabilities, as a sum over the symbols of a word.
 *
 * @param symbols the part of each symbol of the word, nats; positive where it speaks for the first class
 * @param rest the part of all else: the bias, {@code begin} and {@code end}
 */
public record Contributions(double[] symbols, double rest) {
    /** The log ratio that the parts sum to; only decomposition promises that it is the model's. */
    public double total() {
        return Arrays.stream(symbols).sum() + rest;
    }
}
