package io.understudy.agent.word;

import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answers of a language model without hidden-state access: a trie with the distribution after each of its words.
 * One run over a word answers for all its prefixes, so a word is queried only where no longer one has been.
 */
public final class AnswerTrie {
    /** Numbers that are kept, at most; beyond that it starts again. */
    private static final long MOST_NUMBERS = 100_000_000;

    private final Oracle oracle;
    private Trie trie = new Trie();
    private float[][] answers = new float[64][];

    /** Without any answer yet. */
    public AnswerTrie(Oracle oracle) {
        this.oracle = oracle;
    }

    /** Forgets what it knows if that has become too much; nodes that were handed out before are of no use then. */
    public void makeRoom() {
        if ((long) trie.size() * oracle.columns() > MOST_NUMBERS) {
            trie = new Trie();
            answers = new float[64][];
        }
    }

    /** The node of a word, which is added if it is new. */
    public int node(int[] word) {
        return path(word)[word.length];
    }

    /** The node of a word and one more symbol, which is added if it is new. */
    public int child(int node, int symbol) {
        return trie.child(node, symbol);
    }

    /** Whether the answer after a node's word is known. */
    public boolean knows(int node) {
        return node < answers.length && answers[node] != null;
    }

    /** The distribution after a node's word, which must be known. */
    public float[] answer(int node) {
        return answers[node];
    }

    /**
     * Queries the words of some nodes.
     *
     * @param nodes distinct ones, none of them known
     * @param further for each node the symbols that may well be queried next: where one run answers for them too
     */
    public void query(int[] nodes, List<int[]> further) {
        answers = trie.size() > answers.length ? Arrays.copyOf(answers, 2 * trie.size()) : answers;
        if (!oracle.answersPrefixes()) {
            List<float[]> last =
                    oracle.after(Arrays.stream(nodes).mapToObj(trie::word).toList());
            for (int i = 0; i < nodes.length; i++) {
                answers[nodes[i]] = last.get(i);
            }
            return;
        }
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            words.add(Word.concatenated(trie.word(nodes[i]), further.get(i)));
        }
        List<float[][]> said = oracle.query(words);
        for (int i = 0; i < words.size(); i++) {
            int node = 0;
            for (int t = 0; t <= words.get(i).length; t++) {
                node = t == 0 ? 0 : trie.child(node, words.get(i)[t - 1]);
                answers = node >= answers.length ? Arrays.copyOf(answers, 2 * trie.size()) : answers;
                answers[node] = said.get(i)[t];
            }
        }
    }

    /** What an oracle answers for some words, queried where it is not known. */
    public List<float[][]> query(List<int[]> words) {
        List<int[]> paths = words.stream().map(this::path).toList();
        boolean[] covered = new boolean[trie.size()];
        int[] missing = paths.stream()
                .sorted(Comparator.comparingInt((int[] path) -> -path.length))
                .flatMapToInt(
                        path -> oracle.answersPrefixes() ? IntStream.of(path[path.length - 1]) : IntStream.of(path))
                .distinct()
                .filter(node -> !knows(node) && !covered(node, covered))
                .toArray();
        query(missing, Collections.nCopies(missing.length, new int[0]));
        return paths.stream()
                .map(path -> IntStream.of(path).mapToObj(this::answer).toArray(float[][]::new))
                .toList();
    }

    /** Whether a run over a longer word, which came before, answers for a node too. */
    private boolean covered(int node, boolean[] covered) {
        boolean was = covered[node] && oracle.answersPrefixes();
        for (int at = node; at != 0 && !covered[at]; at = trie.parent(at)) {
            covered[at] = true;
        }
        return was;
    }

    /** The nodes of a word's prefixes, the empty and the whole one included. */
    private int[] path(int[] word) {
        int[] path = new int[word.length + 1];
        for (int t = 0; t < word.length; t++) {
            path[t + 1] = child(path[t], word[t]);
        }
        return path;
    }
}
