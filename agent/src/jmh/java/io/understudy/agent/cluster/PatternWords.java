package io.understudy.agent.cluster;

import io.understudy.agent.model.Alphabet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Words of 0 and 1, and whether they contain a pattern. */
final class PatternWords {
    private final int[] pattern;

    /** @param alphabet of the symbols 0 and 1 */
    PatternWords(String pattern, Alphabet alphabet) {
        this.pattern = pattern.chars()
                .map(symbol -> alphabet.symbols().indexOf(Character.toString(symbol)))
                .toArray();
    }

    /** The class of a word: 1 where it contains the pattern. */
    int truth(int[] word) {
        return IntStream.range(0, word.length - pattern.length + 1).anyMatch(at -> isAt(word, at)) ? 1 : 0;
    }

    /** All words from 1 to some length. */
    static List<int[]> all(int longest) {
        return IntStream.rangeClosed(1, longest)
                .boxed()
                .flatMap(length -> IntStream.range(0, 1 << length)
                        .mapToObj(bits -> IntStream.range(0, length)
                                .map(t -> bits >> t & 1)
                                .toArray()))
                .toList();
    }

    /** Words of random symbols that do not contain the pattern; every second has it put in at one random place. */
    List<int[]> drawn(int count, int length, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] word = without(length, random);
                    if (i % 2 == 1) {
                        System.arraycopy(
                                pattern, 0, word, random.nextInt(length - pattern.length + 1), pattern.length);
                    }
                    return word;
                })
                .toList();
    }

    private int[] without(int length, Random random) {
        int[] word = new int[length];
        for (int t = 0; t < length; t++) {
            word[t] = random.nextInt(2);
            if (t + 1 >= pattern.length && isAt(word, t + 1 - pattern.length)) {
                word[t] = 1 - word[t];
            }
        }
        return word;
    }

    private boolean isAt(int[] word, int at) {
        return IntStream.range(0, pattern.length).allMatch(i -> word[at + i] == pattern[i]);
    }
}
