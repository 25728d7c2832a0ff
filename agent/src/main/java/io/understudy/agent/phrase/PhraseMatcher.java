package io.understudy.agent.phrase;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds all phrases in a word in one pass (Aho & Corasick 1975). Failure links are resolved beforehand: a state keeps
 * the moves that differ from the root's, so each symbol costs one search among a few. States are numbered from 0, the
 * root.
 */
public final class PhraseMatcher {
    private final int begin;
    /** Where each state's moves begin in {@link #symbols}; the last entry is where all end. */
    private final int[] offsets;

    private final int[] symbols;
    private final int[] targets;
    private final int[] fromRoot;
    /** For each state, the phrases that end there, by their places, in ascending order. */
    private final int[][] ends;

    /** A node of the trie while the automaton is built. */
    private static final class Node {
        private final SortedMap<Integer, Integer> children = new TreeMap<>();
        private int[] ends = new int[0];
    }

    /**
     * @param alphabet how many symbols there are
     * @param phrases all different; a phrase's place in the list is its number
     */
    public PhraseMatcher(int alphabet, List<Phrase> phrases) {
        this.begin = Phrase.begin(alphabet);
        List<Node> nodes = trie(phrases);
        List<Map<Integer, Integer>> moves = resolved(nodes);
        this.fromRoot = new int[alphabet + 1];
        nodes.get(0).children.forEach((symbol, child) -> fromRoot[symbol] = child);
        this.offsets = new int[nodes.size() + 1];
        int all = moves.stream().mapToInt(Map::size).sum();
        this.symbols = new int[all];
        this.targets = new int[all];
        this.ends = new int[nodes.size()][];
        for (int node = 0; node < nodes.size(); node++) {
            int at = offsets[node];
            for (Map.Entry<Integer, Integer> move : moves.get(node).entrySet()) {
                symbols[at] = move.getKey();
                targets[at++] = move.getValue();
            }
            offsets[node + 1] = at;
            ends[node] = nodes.get(node).ends;
        }
    }

    private static List<Node> trie(List<Phrase> phrases) {
        List<Node> nodes = new ArrayList<>(List.of(new Node()));
        for (int p = 0; p < phrases.size(); p++) {
            int at = 0;
            for (int symbol : phrases.get(p).symbols()) {
                Integer child = nodes.get(at).children.get(symbol);
                if (child == null) {
                    child = nodes.size();
                    nodes.get(at).children.put(symbol, child);
                    nodes.add(new Node());
                }
                at = child;
            }
            nodes.get(at).ends = new int[] {p};
        }
        return nodes;
    }

    /** From the root outwards: a state has its failure's moves, but for its own; what ends there ends here too. */
    private static List<Map<Integer, Integer>> resolved(List<Node> nodes) {
        Map<Integer, Integer> root = nodes.get(0).children;
        List<Map<Integer, Integer>> moves = new ArrayList<>();
        nodes.forEach(node -> moves.add(new TreeMap<>()));
        Map<Integer, Integer> failures = new HashMap<>();
        Deque<Integer> open = new ArrayDeque<>(root.values());
        root.values().forEach(child -> failures.put(child, 0));
        while (!open.isEmpty()) {
            int at = open.poll();
            int failure = failures.get(at);
            Node node = nodes.get(at);
            moves.get(at).putAll(moves.get(failure));
            node.children.forEach((symbol, child) -> {
                Integer other = failure == 0 ? null : moves.get(failure).get(symbol);
                failures.put(child, other != null ? other : root.getOrDefault(symbol, 0));
                open.add(child);
            });
            moves.get(at).putAll(node.children);
            int[] shorter = nodes.get(failure).ends;
            int own = node.ends.length;
            node.ends = Arrays.copyOf(node.ends, own + shorter.length);
            System.arraycopy(shorter, 0, node.ends, own, shorter.length);
            Arrays.sort(node.ends);
        }
        return moves;
    }

    /** How many states there are. */
    int states() {
        return ends.length;
    }

    /** The state before a word's first symbol. */
    public int start() {
        return fromRoot[begin];
    }

    /** The state after one symbol more. */
    public int next(int state, int symbol) {
        int low = offsets[state];
        int high = offsets[state + 1] - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (symbols[middle] < symbol) {
                low = middle + 1;
            } else if (symbols[middle] > symbol) {
                high = middle - 1;
            } else {
                return targets[middle];
            }
        }
        return fromRoot[symbol];
    }

    /** The numbers of the phrases that end where this state is reached, ascending; not to be written to. */
    public int[] ending(int state) {
        return ends[state];
    }
}
