package io.understudy.agent.extract;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fills the Hankel blocks of a classifier: the series is the probability of each class. Where the model can go on from a
 * state, a trie of all words is walked; else each distinct word is fed whole, once.
 */
final class ClassifierHankel {
    private static final int ROWS_AT_ONCE = 512;
    private static final String ASKING = "asking the model for the Hankel blocks";

    private final Oracle oracle;
    private final Basis basis;
    private final Progress progress;
    private final Trie ends = new Trie();
    private final int[] endNodes;

    ClassifierHankel(Oracle oracle, Basis basis, Progress progress) {
        this.oracle = oracle;
        this.basis = basis;
        this.progress = progress;
        this.endNodes = basis.suffixes().stream()
                .mapToInt(suffix -> ends.add(suffix, suffix.length))
                .toArray();
    }

    HankelBlocks fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        Trie begins = new Trie();
        int[] ownNodes = new int[prefixes];
        int[][] longerNodes = new int[symbols][prefixes];
        for (int p = 0; p < prefixes; p++) {
            int[] prefix = basis.prefixes().get(p);
            ownNodes[p] = begins.add(prefix, prefix.length);
            for (int symbol = 0; symbol < symbols; symbol++) {
                longerNodes[symbol][p] = begins.child(ownNodes[p], symbol);
            }
        }
        double[][] rowAt = rows(begins);
        double[][][] shifted = new double[symbols][][];
        for (int symbol = 0; symbol < symbols; symbol++) {
            shifted[symbol] = at(rowAt, longerNodes[symbol]);
        }
        double[] ones = new double[prefixes];
        Arrays.fill(ones, 1);
        return new HankelBlocks(
                at(rowAt, ownNodes), shifted, ones, ones, basis.suffixes().size());
    }

    private static double[][] at(double[][] rows, int[] nodes) {
        return Arrays.stream(nodes).mapToObj(node -> rows[node]).toArray(double[][]::new);
    }

    /** The row of every node: prefixes, and prefixes and a symbol. */
    private double[][] rows(Trie begins) {
        Optional<Continuation> continuation = oracle.continuation();
        TrieStates states = continuation.map(c -> new TrieStates(c, begins)).orElse(null);
        double[][] rows = new double[begins.size()][];
        for (int first = 0; first < rows.length; first += ROWS_AT_ONCE) {
            progress.report(ASKING, first, rows.length);
            int last = Math.min(rows.length, first + ROWS_AT_ONCE);
            for (int node = first; node < last; node++) {
                rows[node] = new double[basis.suffixes().size() * oracle.columns()];
            }
            if (continuation.isPresent()) {
                goOn(continuation.get(), states, first, last, rows);
            } else {
                askWhole(begins, first, last, rows);
            }
        }
        progress.report(ASKING, rows.length, rows.length);
        return rows;
    }

    private void goOn(Continuation continuation, TrieStates states, int first, int last, double[][] rows) {
        int[] from = new int[last - first];
        Arrays.setAll(from, i -> first + i);
        TrieStates.Beyond beyond = new TrieStates.Beyond(continuation, ends, states.at(from));
        for (int i = 0; i < from.length; i++) {
            for (int s = 0; s < endNodes.length; s++) {
                put(rows[first + i], s, beyond.answer(i, endNodes[s]));
            }
        }
    }

    private void askWhole(Trie begins, int first, int last, double[][] rows) {
        List<int[]> words = new ArrayList<>();
        for (int node = first; node < last; node++) {
            int[] prefix = begins.word(node);
            basis.suffixes().forEach(suffix -> words.add(Word.concatenated(prefix, suffix)));
        }
        List<Word> distinct = words.stream().map(Word::new).distinct().toList();
        List<float[][]> answers =
                oracle.ask(distinct.stream().map(Word::symbols).toList());
        Map<Word, float[]> known = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            known.put(distinct.get(i), answers.get(i)[0]);
        }
        for (int i = 0; i < words.size(); i++) {
            put(rows[first + i / endNodes.length], i % endNodes.length, known.get(new Word(words.get(i))));
        }
    }

    private void put(double[] row, int suffix, float[] classes) {
        for (int c = 0; c < classes.length; c++) {
            row[c * endNodes.length + suffix] = classes[c];
        }
    }
}
