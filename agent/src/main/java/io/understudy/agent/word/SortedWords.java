package io.understudy.agent.word;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Words in lexicographic order: each follows the one that it has the longest beginning in common with, and a word that
 * others begin with precedes one of them.
 *
 * @param order places of the words as they came, sorted
 * @param words sorted
 * @param common how many symbols each, as sorted, has in common with its predecessor; 0 for the first
 */
public record SortedWords(int[] order, List<int[]> words, int[] common) {
    /** Sorts some. */
    public static SortedWords of(List<int[]> words) {
        int[] order = IntStream.range(0, words.size())
                .boxed()
                .sorted((a, b) -> Arrays.compare(words.get(a), words.get(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> sorted = new ArrayList<>(order.length);
        int[] common = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            sorted.add(words.get(order[i]));
            common[i] = i == 0 ? 0 : common(sorted.get(i - 1), sorted.get(i));
        }
        return new SortedWords(order, sorted, common);
    }

    /** How many symbols two words begin alike with. */
    public static int common(int[] first, int[] second) {
        int at = Arrays.mismatch(first, second);
        return at < 0 ? first.length : at;
    }

    /** How many there are. */
    public int size() {
        return order.length;
    }

    /** Whether a word, as sorted, is the whole of its predecessor, or begins with it. */
    public boolean continues(int place) {
        return place > 0 && common[place] == words.get(place - 1).length;
    }

    /**
     * For each word, as sorted, the place of one whose answer holds its own: the last of its repetitions or, where an
     * answer to a word answers its beginnings too, the last that begins with it.
     */
    public int[] sources(boolean beginnings) {
        int[] sources = new int[order.length];
        for (int i = order.length - 1; i >= 0; i--) {
            boolean held = i + 1 < order.length && (beginnings ? continues(i + 1) : repeats(i + 1));
            sources[i] = held ? sources[i + 1] : i;
        }
        return sources;
    }

    /** Whether two neighbours, as sorted, are the same word. */
    public boolean repeats(int place) {
        return continues(place) && words.get(place).length == common[place];
    }
}
