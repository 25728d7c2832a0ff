package io.understudy.agent.word;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The model's states after all words of a trie, one step per node, level by level. */
public final class TrieStates {
    private final Frontier[] levels;
    /** For each node its place in its level. */
    private final int[] places;

    private final Trie trie;

    /** Feeds all words. */
    public TrieStates(Continuation continuation, Trie trie) {
        this.trie = trie;
        this.places = new int[trie.size()];
        int deepest = 0;
        for (int node = 0; node < trie.size(); node++) {
            deepest = Math.max(deepest, trie.depth(node));
        }
        this.levels = new Frontier[deepest + 1];
        int[] level = {0};
        levels[0] = continuation.begin();
        for (int depth = 1; depth <= deepest; depth++) {
            int[] next = Arrays.stream(level)
                    .flatMap(node -> Arrays.stream(trie.children(node)))
                    .toArray();
            int[] parents = new int[next.length];
            int[] symbols = new int[next.length];
            for (int i = 0; i < next.length; i++) {
                places[next[i]] = i;
                parents[i] = places[trie.parent(next[i])];
                symbols[i] = trie.symbol(next[i]);
            }
            levels[depth] = continuation.step(levels[depth - 1], parents, symbols);
            level = next;
        }
    }

    /** The answer after a node's word. */
    public float[] answer(int node) {
        return levels[trie.depth(node)].answers()[places[node]];
    }

    /** All state tensors after a node's word, one after the other. */
    public float[] state(int node) {
        return at(new int[] {node}).state(0);
    }

    /** The words of some nodes, side by side. */
    public Frontier at(int[] nodes) {
        float[][] states = new float[levels[0].states().length][];
        for (int s = 0; s < states.length; s++) {
            int width = levels[0].states()[s].length;
            states[s] = new float[nodes.length * width];
            for (int i = 0; i < nodes.length; i++) {
                float[] level = levels[trie.depth(nodes[i])].states()[s];
                System.arraycopy(level, places[nodes[i]] * width, states[s], i * width, width);
            }
        }
        return new Frontier(states, Arrays.stream(nodes).mapToObj(this::answer).toArray(float[][]::new));
    }

    /** The answers after words of a trie, put after each of some words. */
    public static final class Beyond {
        private final float[][][] answers;

        /**
         * Asks.
         *
         * @param from the words to continue from
         * @param ends nodes of the trie: the words to ask for
         */
        public Beyond(Continuation continuation, Trie trie, Frontier from, int[] ends) {
            int rows = from.size();
            boolean[] wanted = new boolean[trie.size()];
            IntStream.of(ends).forEach(node -> wanted[node] = true);
            answers = new float[trie.size()][][];
            answers[0] = from.answers();
            int[] level = {0};
            Frontier at = from;
            while (level.length > 0) {
                int[] place = new int[trie.size()];
                for (int i = 0; i < level.length; i++) {
                    place[level[i]] = i;
                }
                int[] next = Arrays.stream(level)
                        .flatMap(node -> Arrays.stream(trie.children(node)))
                        .toArray();
                int[] parents = new int[next.length * rows];
                int[] symbols = new int[next.length * rows];
                for (int i = 0; i < parents.length; i++) {
                    int node = next[i / rows];
                    parents[i] = place[trie.parent(node)] * rows + i % rows;
                    symbols[i] = trie.symbol(node);
                }
                if (next.length > 0) {
                    at = continuation.moved(at, parents, symbols);
                    int[] queried = IntStream.range(0, parents.length)
                            .filter(i -> wanted[next[i / rows]])
                            .toArray();
                    float[][] said = continuation.answers(at, queried);
                    for (int i = 0; i < queried.length; i += rows) {
                        answers[next[queried[i] / rows]] = Arrays.copyOfRange(said, i, i + rows);
                    }
                }
                level = next;
            }
        }

        /** The answer after the word of a row and then that of a node that was requested. */
        public float[] answer(int row, int node) {
            return answers[node][row];
        }
    }
}
