package io.understudy.agent.spectral;

import io.understudy.agent.word.Trie;
import io.understudy.agent.word.Word;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The prefixes and suffixes whose concatenations the oracle is queried for (Balle et al. 2014, section 4). Both hold
 * the empty word, as their first.
 *
 * @param prefixes distinct words
 * @param prefixCounts how many of the given sequences begin with each prefix
 * @param sequences how many sequences were given
 * @param suffixes distinct words
 */
public record Basis(List<int[]> prefixes, int[] prefixCounts, int sequences, List<int[]> suffixes) {
    /** Longer words are rare and cost the most to query. */
    public static final int LONGEST = 64;

    /**
     * The most frequent prefixes and suffixes of sequences, the shorter first among equals.
     *
     * @param sequences what the model sees
     * @param prefixes how many prefixes, at most
     * @param suffixes how many suffixes, at most
     */
    public static Basis mostFrequent(List<int[]> sequences, int prefixes, int suffixes) {
        Trie forward = new Trie();
        Trie backward = new Trie();
        for (int[] sequence : sequences) {
            forward.add(sequence, LONGEST);
            backward.add(Word.reversed(sequence), LONGEST);
        }
        int[] begins = mostFrequent(forward, prefixes);
        return new Basis(
                words(forward, begins, UnaryOperator.identity()),
                IntStream.of(begins).map(forward::count).toArray(),
                sequences.size(),
                words(backward, mostFrequent(backward, suffixes), Word::reversed));
    }

    /**
     * Prefixes and suffixes of sequences drawn at random: of any length, where the most frequent ones are short.
     *
     * @param sequences what the model sees
     * @param prefixes how many prefixes, at most
     * @param suffixes how many suffixes, at most
     * @param longest symbols in a suffix
     */
    public static Basis drawn(List<int[]> sequences, int prefixes, int suffixes, int longest, Random random) {
        Set<Word> begins = new LinkedHashSet<>(Set.of(new Word(new int[0])));
        Set<Word> ends = new LinkedHashSet<>(begins);
        for (int tries = 0; tries < 10 * prefixes && begins.size() < prefixes; tries++) {
            int[] word = sequences.get(random.nextInt(sequences.size()));
            begins.add(new Word(Arrays.copyOf(word, random.nextInt(word.length + 1))));
        }
        for (int tries = 0; tries < 10 * suffixes && ends.size() < suffixes; tries++) {
            int[] word = sequences.get(random.nextInt(sequences.size()));
            int length = Math.min(word.length, 1 + random.nextInt(longest));
            ends.add(new Word(Arrays.copyOfRange(word, word.length - length, word.length)));
        }
        int[] counts = new int[begins.size()];
        Arrays.fill(counts, 1);
        return new Basis(
                begins.stream().map(Word::symbols).toList(),
                counts,
                sequences.size(),
                ends.stream().map(Word::symbols).toList());
    }

    private static int[] mostFrequent(Trie trie, int most) {
        return IntStream.range(0, trie.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(node -> -trie.count(node))
                        .thenComparingInt(trie::depth)
                        .thenComparingInt(node -> node))
                .limit(most)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static List<int[]> words(Trie trie, int[] nodes, UnaryOperator<int[]> direction) {
        return IntStream.of(nodes).mapToObj(trie::word).map(direction).toList();
    }

    /**
     * How many symbols a model is fed if each word p·s and p·σ·s is run from its beginning, {@code begin} not counted.
     *
     * @param symbols in the alphabet
     */
    public long positionsWordByWord(int symbols) {
        long words = (long) prefixes.size() * suffixes.size();
        long inPrefixes = prefixes.stream().mapToLong(word -> word.length).sum() * suffixes.size();
        long inSuffixes = suffixes.stream().mapToLong(word -> word.length).sum() * prefixes.size();
        return (inPrefixes + inSuffixes) * (1 + symbols) + words * symbols;
    }
}
