package io.understudy.agent.spectral;

import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.numeric.InterpolativeDecomposition;
import io.understudy.agent.word.AnswerTrie;
import io.understudy.agent.word.SuffixTrie;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Fills the Hankel blocks of a language model whose state cannot be read and written, so that every word has to be run
 * from its beginning. H is queried whole; of each H_σ only the rows and columns from which, by H, all others follow
 * ({@link InterpolativeDecomposition}), as in cross approximation of low-rank matrices. No word is queried that a run
 * has answered for.
 */
public final class CrossHankel {
    private static final int ROWS_AT_ONCE = 1_024;
    private static final String ASKING = "querying the model for the Hankel blocks";

    private final Oracle oracle;
    private final Basis basis;
    private final Memory memory;
    private final Progress progress;
    private final SuffixTrie ends;
    private final int columns;

    /** What stays from one basis to a larger one: answers, and which rows and columns were chosen, as words. */
    public static final class Memory {
        private final AnswerTrie known;
        private List<Word> prefixes = List.of();
        private List<Word> suffixes = List.of();

        public Memory(Oracle oracle) {
            this.known = new AnswerTrie(oracle);
        }
    }

    /**
     * @param memory what was queried before
     */
    public CrossHankel(Oracle oracle, Basis basis, Memory memory, Progress progress) {
        this.oracle = oracle;
        this.basis = basis;
        this.memory = memory;
        this.progress = progress;
        this.ends = new SuffixTrie(basis.suffixes());
        this.columns = 2 * basis.suffixes().size();
    }

    /**
     * A word all of whose continuations by suffixes are queried: a prefix, or a prefix and one symbol.
     *
     * @param share of the traffic
     */
    private record Row(int[] word, double share, double weight, double[] values) {}

    /** Queries the model and fills the blocks. */
    public HankelBlocks fill() {
        int prefixes = basis.prefixes().size();
        int symbols = oracle.alphabet().size();
        List<float[][]> answers = memory.known.query(basis.prefixes());
        double[] importance = new double[prefixes];
        double[] weights = new double[prefixes];
        List<Row> own = new ArrayList<>();
        Map<Word, Integer> places = new LinkedHashMap<>();
        for (int p = 0; p < prefixes; p++) {
            int[] prefix = basis.prefixes().get(p);
            double share = (double) basis.prefixCounts()[p] / basis.sequences();
            importance[p] = Math.sqrt(share);
            weights[p] = 1;
            for (int t = 0; t < prefix.length; t++) {
                weights[p] *= answers.get(p)[t][prefix[t]];
            }
            own.add(new Row(prefix, share, 1, new double[columns]));
            places.put(new Word(prefix), p);
        }
        query(own, ends);
        double[][] rows = own.stream().map(Row::values).toArray(double[][]::new);
        InterpolativeDecomposition across = across(rows, importance);
        InterpolativeDecomposition down = down(rows, importance);
        boolean[] chosen = new boolean[prefixes];
        IntStream.of(down.chosen()).forEach(p -> chosen[p] = true);
        double[][][] shifted = new double[symbols][prefixes][];
        List<Row> queried = new ArrayList<>();
        for (int p = 0; p < prefixes; p++) {
            float[] next = answers.get(p)[basis.prefixes().get(p).length];
            for (int symbol = 0; symbol < symbols; symbol++) {
                int[] longer = Word.append(basis.prefixes().get(p), symbol);
                Integer known = places.get(new Word(longer));
                if (known != null) {
                    double factor = next[symbol];
                    shifted[symbol][p] =
                            Arrays.stream(rows[known]).map(x -> factor * x).toArray();
                } else if (own.get(p).share() * next[symbol] >= LanguageHankel.NEGLIGIBLE) {
                    shifted[symbol][p] = new double[columns];
                    if (chosen[p]) {
                        queried.add(new Row(longer, own.get(p).share(), next[symbol], shifted[symbol][p]));
                    }
                }
            }
        }
        queryAcross(queried, across);
        for (int symbol = 0; symbol < symbols; symbol++) {
            completeDown(symbol, shifted[symbol], places, down, chosen, importance);
        }
        remember(across, down);
        return new HankelBlocks(
                rows, shifted, importance, weights, basis.suffixes().size());
    }

    /** Suffixes whose columns determine all others. */
    private InterpolativeDecomposition across(double[][] rows, double[] importance) {
        double[][] byColumn = new double[columns][rows.length];
        for (int p = 0; p < rows.length; p++) {
            for (int c = 0; c < columns; c++) {
                byColumn[c][p] = importance[p] * rows[p][c];
            }
        }
        int suffixes = basis.suffixes().size();
        int[] first = memory.suffixes.stream()
                .mapToInt(suffix -> ends.place(suffix.symbols()))
                .filter(s -> s >= 0)
                .flatMap(s -> IntStream.of(suffixes + s, s))
                .toArray();
        return InterpolativeDecomposition.of(byColumn, first, SpectralSolver.HIGHEST_RANK);
    }

    /** Prefixes whose rows determine all others; the more frequent ones first. */
    private InterpolativeDecomposition down(double[][] rows, double[] importance) {
        double[][] byRow = new double[rows.length][];
        Map<Word, Integer> places = new LinkedHashMap<>();
        for (int p = 0; p < rows.length; p++) {
            double by = importance[p];
            byRow[p] = Arrays.stream(rows[p]).map(x -> by * x).toArray();
            places.put(new Word(basis.prefixes().get(p)), p);
        }
        int[] first = memory.prefixes.stream()
                .filter(places::containsKey)
                .mapToInt(places::get)
                .toArray();
        return InterpolativeDecomposition.of(byRow, first, SpectralSolver.HIGHEST_RANK);
    }

    private void remember(InterpolativeDecomposition across, InterpolativeDecomposition down) {
        int suffixes = basis.suffixes().size();
        memory.suffixes = IntStream.of(across.chosen())
                .map(c -> c % suffixes)
                .distinct()
                .mapToObj(s -> new Word(basis.suffixes().get(s)))
                .toList();
        memory.prefixes = IntStream.of(down.chosen())
                .mapToObj(p -> new Word(basis.prefixes().get(p)))
                .toList();
    }

    /** Queries the chosen columns of some rows, and completes the others. */
    private void queryAcross(List<Row> queried, InterpolativeDecomposition across) {
        int suffixes = basis.suffixes().size();
        int[] needed =
                IntStream.of(across.chosen()).map(c -> c % suffixes).distinct().toArray();
        query(queried, ends.only(needed));
        boolean[] exact = new boolean[columns];
        IntStream.of(needed).forEach(s -> {
            exact[s] = true;
            exact[suffixes + s] = true;
        });
        for (Row row : queried) {
            double[] atChosen = IntStream.of(across.chosen())
                    .mapToDouble(c -> row.values()[c])
                    .toArray();
            for (int c = 0; c < columns; c++) {
                row.values()[c] = exact[c] ? row.values()[c] : across.completed(c, atChosen);
            }
        }
    }

    /** The rows of one H_σ that were neither queried nor known. */
    private void completeDown(
            int symbol,
            double[][] rows,
            Map<Word, Integer> places,
            InterpolativeDecomposition down,
            boolean[] chosen,
            double[] importance) {
        for (int p = 0; p < rows.length; p++) {
            boolean known =
                    places.containsKey(new Word(Word.append(basis.prefixes().get(p), symbol)));
            if (rows[p] == null || chosen[p] || known) {
                continue;
            }
            for (int k = 0; k < down.chosen().length; k++) {
                int from = down.chosen()[k];
                double factor = down.weights()[k][p] * importance[from] / importance[p];
                for (int c = 0; c < columns && rows[from] != null; c++) {
                    rows[p][c] += factor * rows[from][c];
                }
            }
        }
    }

    /** A row's word and a beginning of suffixes after it. */
    private record Place(Row row, int word, int suffix, double weight) {}

    /**
     * Walks the suffixes' trie after each row: level by level, what no run has answered yet is queried, and the
     * likeliest way on with it. So a run is made for each leaf of what weighs anything.
     */
    private void query(List<Row> rows, SuffixTrie suffixes) {
        for (int first = 0; first < rows.size(); first += ROWS_AT_ONCE) {
            progress.report(ASKING, first, rows.size());
            memory.known.makeRoom();
            List<Place> level = new ArrayList<>();
            for (Row row : rows.subList(first, Math.min(rows.size(), first + ROWS_AT_ONCE))) {
                level.add(new Place(row, memory.known.node(row.word()), 0, row.weight()));
            }
            while (!level.isEmpty()) {
                Map<Integer, Integer> missing = new LinkedHashMap<>();
                for (Place place : level) {
                    if (!memory.known.knows(place.word())) {
                        missing.putIfAbsent(place.word(), place.suffix());
                    }
                }
                memory.known.query(
                        missing.keySet().stream().mapToInt(Integer::intValue).toArray(),
                        missing.values().stream()
                                .map(suffixes::likeliestContinuation)
                                .toList());
                level = next(level, suffixes);
            }
        }
        progress.report(ASKING, rows.size(), rows.size());
    }

    /** Reads what the places say, and goes on to those that weigh anything. */
    private List<Place> next(List<Place> level, SuffixTrie suffixes) {
        int end = oracle.alphabet().size();
        List<Place> next = new ArrayList<>();
        for (Place place : level) {
            float[] answer = memory.known.answer(place.word());
            int suffix = suffixes.at(place.suffix());
            if (suffix >= 0) {
                place.row().values()[suffix] = place.weight() * answer[end];
                place.row().values()[columns / 2 + suffix] = place.weight();
            }
            for (int child : suffixes.children(place.suffix())) {
                double heavier = place.weight() * answer[suffixes.symbol(child)];
                if (heavier * place.row().share() >= LanguageHankel.NEGLIGIBLE) {
                    int word = memory.known.child(place.word(), suffixes.symbol(child));
                    next.add(new Place(place.row(), word, child, heavier));
                }
            }
        }
        return next;
    }
}
