package io.understudy.agent.extract;

import io.understudy.agent.model.Oracle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Fills the Hankel blocks of a classifier: the series is the probability of each class. Every word is asked once. */
final class ClassifierHankel {
    private static final int WORDS_AT_ONCE = 4_096;

    private final Oracle oracle;
    private final Basis basis;
    private final Progress progress;
    private final Map<Word, float[]> known = new HashMap<>();

    ClassifierHankel(Oracle oracle, Basis basis, Progress progress) {
        this.oracle = oracle;
        this.basis = basis;
        this.progress = progress;
    }

    HankelBlocks fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        double[][] rows = new double[prefixes][];
        double[][][] shifted = new double[symbols][prefixes][];
        double[] importance = new double[prefixes];
        Arrays.fill(importance, 1);
        for (int p = 0; p < prefixes; p++) {
            int[] prefix = basis.prefixes().get(p);
            ask(prefix);
            progress.report("asking the model for the Hankel blocks", p + 1L, prefixes);
            rows[p] = row(prefix);
            for (int symbol = 0; symbol < symbols; symbol++) {
                shifted[symbol][p] = row(Word.append(prefix, symbol));
            }
        }
        return new HankelBlocks(rows, shifted, importance, basis.suffixes().size());
    }

    /** Asks for what is not yet known of a prefix: all that follow it by a symbol or none, and a suffix. */
    private void ask(int[] prefix) {
        Set<Word> words = basis.suffixes().stream()
                .flatMap(suffix -> IntStream.range(-1, oracle.alphabet().size())
                        .mapToObj(symbol ->
                                new Word(Word.concatenated(symbol < 0 ? prefix : Word.append(prefix, symbol), suffix))))
                .filter(word -> !known.containsKey(word))
                .collect(Collectors.toSet());
        List<Word> missing = List.copyOf(words);
        for (int from = 0; from < missing.size(); from += WORDS_AT_ONCE) {
            List<Word> some = missing.subList(from, Math.min(missing.size(), from + WORDS_AT_ONCE));
            List<float[][]> answers =
                    oracle.ask(some.stream().map(Word::symbols).toList());
            for (int i = 0; i < some.size(); i++) {
                known.put(some.get(i), answers.get(i)[0]);
            }
        }
    }

    private double[] row(int[] prefix) {
        int suffixes = basis.suffixes().size();
        double[] row = new double[suffixes * oracle.columns()];
        for (int s = 0; s < suffixes; s++) {
            float[] classes = known.get(
                    new Word(Word.concatenated(prefix, basis.suffixes().get(s))));
            for (int c = 0; c < classes.length; c++) {
                row[c * suffixes + s] = classes[c];
            }
        }
        return row;
    }
}
