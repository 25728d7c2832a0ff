package io.understudy.agent.phrase;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The phrases that occur often: a longer one only if what it begins with does (as Apriori, Agrawal & Srikant 1994). */
public final class PhraseCounts {
    private final int alphabet;
    private final int longest;
    private final int least;
    private final boolean anchored;

    /**
     * @param longest symbols in a phrase, at most; the beginning of a word is none
     * @param least occurrences of a phrase of several symbols
     * @param anchored whether phrases at the beginning of a word are distinguished from others
     */
    public PhraseCounts(int alphabet, int longest, int least, boolean anchored) {
        this.alphabet = alphabet;
        this.longest = longest;
        this.least = least;
        this.anchored = anchored;
    }

    /** The most frequent, in order of occurrences; at most so many. */
    public List<Phrase> frequent(List<int[]> words, int most) {
        Map<Phrase, Integer> all = new HashMap<>();
        Set<Phrase> grown = new HashSet<>();
        for (int length = 1; length <= longest + (anchored ? 1 : 0); length++) {
            Map<Phrase, Integer> counts = new HashMap<>();
            for (int[] word : words) {
                count(word, length, grown, counts);
            }
            // A symbol by itself is worth knowing however rare.
            int needed = length == 1 ? 1 : least;
            counts.values().removeIf(count -> count < needed);
            grown = counts.keySet();
            int symbols = length;
            counts.forEach((phrase, count) -> {
                if (symbols <= longest || phrase.length(alphabet) <= longest) {
                    all.put(phrase, count);
                }
            });
        }
        return all.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Phrase, Integer>>comparingInt(e -> -e.getValue())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void count(int[] word, int length, Set<Phrase> grown, Map<Phrase, Integer> counts) {
        int[] fed = anchored ? new int[word.length + 1] : word;
        if (anchored) {
            fed[0] = Phrase.begin(alphabet);
            System.arraycopy(word, 0, fed, 1, word.length);
        }
        for (int from = 0; from + length <= fed.length; from++) {
            // Only one that begins a word may be longer, for its beginning is no symbol.
            if (length > longest && from > 0) {
                return;
            }
            if (length == 1 || grown.contains(part(fed, from, length - 1))) {
                counts.merge(part(fed, from, length), 1, Integer::sum);
            }
        }
    }

    private static Phrase part(int[] word, int from, int length) {
        int[] symbols = new int[length];
        System.arraycopy(word, from, symbols, 0, length);
        return new Phrase(symbols);
    }
}
