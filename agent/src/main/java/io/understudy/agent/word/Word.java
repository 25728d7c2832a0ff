package io.understudy.agent.word;

import java.util.Arrays;

/** Words as values, and operations on them. */
public record Word(int[] symbols) {
    /** One word after the other. */
    public static int[] concatenated(int[] first, int[] second) {
        int[] word = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, word, first.length, second.length);
        return word;
    }

    /** A word and one more symbol. */
    public static int[] append(int[] word, int symbol) {
        int[] longer = Arrays.copyOf(word, word.length + 1);
        longer[word.length] = symbol;
        return longer;
    }

    /** A word read backwards. */
    public static int[] reversed(int[] word) {
        int[] reversed = new int[word.length];
        for (int i = 0; i < word.length; i++) {
            reversed[i] = word[word.length - 1 - i];
        }
        return reversed;
    }

    /** A word without some of its symbols. */
    public static int[] without(int[] word, int from, int length) {
        int[] shorter = new int[word.length - length];
        System.arraycopy(word, 0, shorter, 0, from);
        System.arraycopy(word, from + length, shorter, from, shorter.length - from);
        return shorter;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Word word && Arrays.equals(symbols, word.symbols);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(symbols);
    }
}
