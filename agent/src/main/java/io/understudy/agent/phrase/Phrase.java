package io.understudy.agent.phrase;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Consecutive symbols of a word. The first may be {@link #begin}, which stands before every word: such a phrase occurs
 * at the beginning alone.
 *
 * @param symbols places in the alphabet, at least one
 */
public record Phrase(int[] symbols) implements Comparable<Phrase> {
    /** How the beginning of a word is written. */
    public static final String BEGIN = "^";

    /** The place that stands for the beginning of a word. */
    public static int begin(int alphabet) {
        return alphabet;
    }

    /** As people read it. */
    public String text(List<String> alphabet) {
        return Arrays.stream(symbols)
                .mapToObj(symbol -> symbol == begin(alphabet.size()) ? BEGIN : alphabet.get(symbol))
                .collect(Collectors.joining(" "));
    }

    /** Whether it is made of the symbols of an alphabet, with the beginning at its beginning if anywhere. */
    boolean isOf(int alphabet) {
        return symbols.length > 0
                && symbols[0] >= 0
                && symbols[0] <= begin(alphabet)
                && Arrays.stream(symbols).skip(1).allMatch(symbol -> symbol >= 0 && symbol < alphabet);
    }

    /** How many symbols of the alphabet it has; the beginning is none. */
    public int length(int alphabet) {
        return symbols.length - (symbols[0] == begin(alphabet) ? 1 : 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Phrase phrase && Arrays.equals(symbols, phrase.symbols);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(symbols);
    }

    @Override
    public String toString() {
        return Arrays.toString(symbols);
    }

    /** Shorter phrases first. */
    @Override
    public int compareTo(Phrase other) {
        int byLength = Integer.compare(symbols.length, other.symbols.length);
        return byLength != 0 ? byLength : Arrays.compare(symbols, other.symbols);
    }
}
