package io.understudy.agent.word;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The prefixes of words, each once, with the number of words that begin with it. Nodes are numbered as they come; 0 is
 * the empty word.
 */
public final class Trie {
    private final Map<Long, Integer> children = new HashMap<>();
    private int[] parents = new int[64];
    private int[] symbols = new int[64];
    private int[] depths = new int[64];
    private int[] counts = new int[64];
    private int size = 1;
    private int[][] byParent;

    /**
     * Counts a word and all its prefixes up to a length.
     *
     * @return the node of the longest prefix that was counted
     */
    public int add(int[] word, int longest) {
        int node = 0;
        counts[0]++;
        for (int t = 0; t < Math.min(word.length, longest); t++) {
            node = child(node, word[t]);
            counts[node]++;
        }
        return node;
    }

    /** The node one symbol further; it is made if there is none. */
    public int child(int parent, int symbol) {
        return children.computeIfAbsent(((long) parent << 32) | symbol, key -> grow(parent, symbol));
    }

    /** Whether a node's word followed by a symbol is in the trie. */
    public boolean has(int parent, int symbol) {
        return children.containsKey(((long) parent << 32) | symbol);
    }

    private int grow(int parent, int symbol) {
        if (size == parents.length) {
            parents = Arrays.copyOf(parents, size * 2);
            symbols = Arrays.copyOf(symbols, size * 2);
            depths = Arrays.copyOf(depths, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        parents[size] = parent;
        symbols[size] = symbol;
        depths[size] = depths[parent] + 1;
        return size++;
    }

    /** How many nodes there are. */
    public int size() {
        return size;
    }

    /** The node one symbol before. */
    public int parent(int node) {
        return parents[node];
    }

    /** The last symbol of a node's word. */
    public int symbol(int node) {
        return symbols[node];
    }

    /** The length of a node's word. */
    public int depth(int node) {
        return depths[node];
    }

    /** How many words begin with a node's word. */
    public int count(int node) {
        return counts[node];
    }

    /** The nodes one symbol further, in order. */
    int[] children(int node) {
        if (byParent == null || byParent.length != size) {
            byParent = new int[size][];
            int[] degrees = new int[size];
            for (int child = 1; child < size; child++) {
                degrees[parents[child]]++;
            }
            for (int parent = 0; parent < size; parent++) {
                byParent[parent] = new int[degrees[parent]];
            }
            for (int child = size - 1; child > 0; child--) {
                byParent[parents[child]][--degrees[parents[child]]] = child;
            }
        }
        return byParent[node];
    }

    /** The word that leads to a node. */
    public int[] word(int node) {
        int[] word = new int[depths[node]];
        for (int t = word.length - 1, at = node; t >= 0; t--, at = parents[at]) {
            word[t] = symbols[at];
        }
        return word;
    }

    /** The nodes without children, in order. */
    int[] leaves() {
        boolean[] inner = new boolean[size];
        for (int node = 1; node < size; node++) {
            inner[parents[node]] = true;
        }
        return IntStream.range(0, size).filter(node -> !inner[node]).toArray();
    }
}
