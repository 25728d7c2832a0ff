package io.understudy.agent.spectral;

import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fills the Hankel blocks of a language model as the papers do: every word p·s and p·σ·s is run from its beginning.
 * What {@link LanguageHankel} is measured against, and checked with.
 */
public final class NaiveHankel {
    private static final int WORDS_AT_ONCE = 2_048;

    private final Oracle oracle;
    private final Basis basis;
    private final Progress progress;

    /** Over a basis. */
    public NaiveHankel(Oracle oracle, Basis basis, Progress progress) {
        this.oracle = oracle;
        this.basis = basis;
        this.progress = progress;
    }

    /** A word, how much of it is the prefix, and where its weight belongs. */
    private record Cell(int[] word, int from, int suffix, double[] row) {}

    /** Queries the model for every word and fills the blocks. */
    public HankelBlocks fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        int columns = 2 * basis.suffixes().size();
        double[][] rows = new double[prefixes][columns];
        double[][][] shifted = new double[symbols][prefixes][columns];
        double[] weights = new double[prefixes];
        List<float[][]> answers = oracle.query(basis.prefixes());
        for (int p = 0; p < prefixes; p++) {
            progress.report("querying the model for every word", p, prefixes);
            int[] prefix = basis.prefixes().get(p);
            weights[p] = weight(prefix, 0, answers.get(p));
            List<Cell> cells = cells(prefix, prefix.length, rows[p]);
            for (int symbol = 0; symbol < symbols; symbol++) {
                cells.addAll(cells(Word.append(prefix, symbol), prefix.length, shifted[symbol][p]));
            }
            for (int first = 0; first < cells.size(); first += WORDS_AT_ONCE) {
                query(cells.subList(first, Math.min(cells.size(), first + WORDS_AT_ONCE)));
            }
        }
        progress.report("querying the model for every word", prefixes, prefixes);
        double[] importance = IntStream.of(basis.prefixCounts())
                .mapToDouble(count -> Math.sqrt((double) count / basis.sequences()))
                .toArray();
        return new HankelBlocks(
                rows, shifted, importance, weights, basis.suffixes().size());
    }

    private List<Cell> cells(int[] word, int from, double[] row) {
        List<Cell> cells = new ArrayList<>();
        for (int s = 0; s < basis.suffixes().size(); s++) {
            cells.add(new Cell(Word.concatenated(word, basis.suffixes().get(s)), from, s, row));
        }
        return cells;
    }

    private void query(List<Cell> cells) {
        List<float[][]> answers = oracle.query(cells.stream().map(Cell::word).toList());
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            float[][] answer = answers.get(i);
            double weight = weight(cell.word(), cell.from(), answer);
            float[] last = answer[cell.word().length];
            cell.row()[cell.suffix()] = weight * last[last.length - 1];
            cell.row()[basis.suffixes().size() + cell.suffix()] = weight;
        }
    }

    private static double weight(int[] word, int from, float[][] answer) {
        double weight = 1;
        for (int t = from; t < word.length; t++) {
            weight *= answer[t][word[t]];
        }
        return weight;
    }
}
