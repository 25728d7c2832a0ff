package io.understudy.agent.attribution;

import java.util.Arrays;

/**
 * The natural logarithm of the ratio of two classes' probabilities, as a sum over the symbols of a word.
 *
 * @param symbols the part of each symbol of the word, nats; positive where it speaks for the first class
 * @param rest the part of all else: the bias, {@code begin} and {@code end}
 */
public record Contributions(double[] symbols, double rest) {
    /**
     * From the parts of all that was fed.
     *
     * @param fed the part of each symbol fed, {@code begin} and {@code end} included
     * @param before how many of them come before the word
     * @param length of the word
     */
    static Contributions of(double[] fed, int before, int length, double bias) {
        double[] symbols = Arrays.copyOfRange(fed, before, before + length);
        double rest = bias + Arrays.stream(fed).sum() - Arrays.stream(symbols).sum();
        return new Contributions(symbols, rest);
    }

    /** The log ratio that the parts sum to; only decomposition promises that it is the model's. */
    public double total() {
        return Arrays.stream(symbols).sum() + rest;
    }
}
