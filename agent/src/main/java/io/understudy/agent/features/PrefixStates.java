package io.understudy.agent.features;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import io.understudy.agent.word.Trie;
import io.understudy.agent.word.TrieStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The model's recurrent states after every distinct prefix of the traffic. */
public final class PrefixStates {
    /** Numbers that the states may take, all together: what fits beside them into a heap of 1 GiB. */
    private static final long MOST_NUMBERS = 40_000_000;

    private final Trie trie = new Trie();
    private final List<int[]> words = new ArrayList<>();
    private final Continuation continuation;
    private final TrieStates states;

    /** Runs the model along sequences, each prefix once. */
    public PrefixStates(Continuation continuation, List<int[]> sequences) {
        this.continuation = continuation;
        Frontier begin = continuation.begin();
        long width = begin.state(0).length + begin.answers()[0].length;
        for (int[] word : sequences) {
            if ((trie.size() + word.length) * width <= MOST_NUMBERS) {
                trie.add(word, word.length);
                words.add(word);
            }
        }
        this.states = new TrieStates(continuation, trie);
    }

    /** How many prefixes there are. Node 0 is the empty one, and every node comes after its parent. */
    public int nodes() {
        return trie.size();
    }

    /** The sequences. */
    List<int[]> words() {
        return words;
    }

    /** The prefixes; its nodes number the states. */
    public Trie trie() {
        return trie;
    }

    /** How often each prefix comes, [nodes]. */
    public double[] counts() {
        return IntStream.range(0, nodes()).mapToDouble(trie::count).toArray();
    }

    /** The model's answer after the prefix of a node. */
    public float[] answer(int node) {
        return states.answer(node);
    }

    /** All of the model's recurrent state after a prefix. */
    float[] hidden(int node) {
        return states.state(node);
    }

    /** Some of the prefixes, in order: all, if there are no more than that. */
    public int[] some(int most, long seed) {
        return new Random(seed)
                .ints(0, nodes())
                .distinct()
                .limit(Math.min(nodes(), most))
                .sorted()
                .toArray();
    }

    /** Each prefix as a point. */
    public float[][] points(StateFeatures view) {
        return IntStream.range(0, nodes())
                .parallel()
                .mapToObj(node -> view.point(hidden(node), answer(node)))
                .toArray(float[][]::new);
    }

    /** What the model says after each of some prefixes and then the words of a trie that end at some of its nodes. */
    public TrieStates.Beyond beyond(int[] nodes, Trie trie, int[] ends) {
        return new TrieStates.Beyond(continuation, trie, states.at(nodes), ends);
    }

    /** What the model is like after each of some prefixes and then each of all symbols: [prefix · symbols + symbol]. */
    public Frontier beyond(int[] nodes, int symbols) {
        int[] parents = new int[nodes.length * symbols];
        int[] next = new int[parents.length];
        for (int i = 0; i < parents.length; i++) {
            parents[i] = i / symbols;
            next[i] = i % symbols;
        }
        return continuation.step(states.at(nodes), parents, next);
    }
}
