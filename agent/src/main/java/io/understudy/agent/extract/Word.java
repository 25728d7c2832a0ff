package io.understudy.agent.extract;

import java.util.Arrays;

/** Words as values, and what is made of them. */
record Word(int[] symbols) {
    static int[] concatenated(int[] first, int[] second) {
        int[] word = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, word, first.length, second.length);
        return word;
    }

    static int[] append(int[] word, int symbol) {
        int[] longer = Arrays.copyOf(word, word.length + 1);
        longer[word.length] = symbol;
        return longer;
    }

    static int[] reversed(int[] word) {
        int[] reversed = new int[word.length];
        for (int i = 0; i < word.length; i++) {
            reversed[i] = word[word.length - 1 - i];
        }
        return reversed;
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
