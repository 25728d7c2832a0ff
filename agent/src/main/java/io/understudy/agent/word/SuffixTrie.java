package io.understudy.agent.word;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The suffixes of a basis as a trie, so that one pass visits all of them. */
public final class SuffixTrie {
    private final List<int[]> words;
    private final Map<Word, Integer> places = new HashMap<>();
    private final Trie trie = new Trie();
    private final int[] suffixOf;

    /** Of distinct words. */
    public SuffixTrie(List<int[]> words) {
        this(words, IntStream.range(0, words.size()).toArray());
    }

    private SuffixTrie(List<int[]> words, int[] which) {
        this.words = words;
        int[] nodes = new int[which.length];
        for (int i = 0; i < which.length; i++) {
            int[] word = words.get(which[i]);
            nodes[i] = trie.add(word, word.length);
            places.put(new Word(word), which[i]);
        }
        this.suffixOf = new int[trie.size()];
        Arrays.fill(suffixOf, -1);
        for (int i = 0; i < which.length; i++) {
            suffixOf[nodes[i]] = which[i];
        }
    }

    /** Some of these, which keep their places. */
    public SuffixTrie only(int[] which) {
        return new SuffixTrie(words, which);
    }

    /** The place of a suffix; -1 if it is none. */
    public int place(int[] word) {
        return places.getOrDefault(new Word(word), -1);
    }

    /** The place of the suffix that ends at a node; -1 if none does. */
    public int at(int node) {
        return suffixOf[node];
    }

    /** Nodes that are one symbol longer. */
    public int[] children(int node) {
        return trie.children(node);
    }

    /** The last symbol of a node's word. */
    public int symbol(int node) {
        return trie.symbol(node);
    }

    /** From a node down to a leaf, always where most suffixes go. */
    public int[] likeliestContinuation(int node) {
        IntStream.Builder symbols = IntStream.builder();
        int[] children = trie.children(node);
        while (children.length > 0) {
            int most = children[0];
            for (int child : children) {
                most = trie.count(child) > trie.count(most) ? child : most;
            }
            symbols.add(trie.symbol(most));
            children = trie.children(most);
        }
        return symbols.build().toArray();
    }
}
