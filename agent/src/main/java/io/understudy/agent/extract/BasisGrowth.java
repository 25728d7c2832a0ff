package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.spectral.Basis;
import io.understudy.agent.spectral.CrossHankel;
import io.understudy.agent.spectral.HankelBlocks;
import io.understudy.agent.spectral.LanguageHankel;
import io.understudy.agent.spectral.SpectralSolver;
import io.understudy.agent.spectral.WordWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Fills a language model's Hankel blocks over a growing basis: it starts with the most frequent prefixes and suffixes,
 * and takes in the halves of the words on which the series that they give is most wrong, as learning with
 * counterexamples does. No word is queried twice.
 *
 * <p>The words that are added are there for the series of word weights; the conditional solution is the steadier for
 * being of the frequent words alone.
 */
final class BasisGrowth {
    private static final int ROUNDS = 3;
    /** The share of the basis that each round adds. */
    private static final int SHARE = 8;

    private final Oracle oracle;
    private final List<int[]> words;
    private final WordWeights weights;
    private final Distiller.Options options;
    private final Progress progress;
    private final CrossHankel.Memory memory;

    /**
     * @param words what the model sees
     * @param weights of the words
     */
    BasisGrowth(Oracle oracle, List<int[]> words, WordWeights weights, Distiller.Options options, Progress progress) {
        this.oracle = oracle;
        this.words = words;
        this.weights = weights;
        this.options = options;
        this.progress = progress;
        this.memory = new CrossHankel.Memory(oracle);
    }

    /**
     * A basis with its blocks.
     *
     * @param blocks of the whole basis
     * @param frequent of the basis that it began with
     */
    record Filled(Basis basis, HankelBlocks blocks, HankelBlocks frequent) {}

    /**
     * Grows from a basis.
     *
     * @param sequences what the basis is taken from
     */
    Filled from(List<int[]> sequences) {
        int prefixes = options.prefixes() / SHARE;
        int suffixes = options.suffixes() / SHARE;
        Basis basis = Basis.mostFrequent(
                sequences, options.prefixes() - ROUNDS * prefixes, options.suffixes() - ROUNDS * suffixes);
        HankelBlocks frequent = blocks(basis);
        Filled filled = new Filled(basis, frequent, frequent);
        for (int round = 0; round < ROUNDS; round++) {
            filled = grown(filled, prefixes, suffixes);
        }
        return filled;
    }

    private Filled grown(Filled filled, int prefixes, int suffixes) {
        Basis basis = filled.basis();
        List<int[]> worst = worst(filled.blocks());
        List<int[]> begins = halves(worst, basis.prefixes(), prefixes, true);
        List<int[]> ends = halves(worst, basis.suffixes(), suffixes, false);
        int[] counts = begins.stream().mapToInt(this::count).toArray();
        List<int[]> allBegins = concatenated(basis.prefixes(), begins);
        List<int[]> allEnds = concatenated(basis.suffixes(), ends);
        int[] allCounts = IntStream.concat(IntStream.of(basis.prefixCounts()), IntStream.of(counts))
                .toArray();
        Basis grown = new Basis(allBegins, allCounts, basis.sequences(), allEnds);
        if (oracle.continuation().isEmpty()) {
            return new Filled(grown, blocks(grown), filled.frequent());
        }
        HankelBlocks blocks = filled.blocks();
        if (!ends.isEmpty()) {
            blocks = blocks.beside(blocks(new Basis(basis.prefixes(), basis.prefixCounts(), basis.sequences(), ends)));
        }
        if (!begins.isEmpty()) {
            blocks = blocks.above(blocks(new Basis(begins, counts, basis.sequences(), allEnds)));
        }
        return new Filled(grown, blocks, filled.frequent());
    }

    private HankelBlocks blocks(Basis basis) {
        return LanguageHankel.blocks(oracle, basis, memory, progress);
    }

    private List<int[]> worst(HankelBlocks blocks) {
        int rank = WordWeights.highestRank(oracle.alphabet().size());
        SpectralSolver spectral = SpectralSolver.solve(blocks.series(), Task.LANGUAGE_MODEL, rank, options.seed());
        WeightedAutomaton series = spectral.ofRank(Math.min(rank, spectral.highestRank()));
        double[] given = weights.of(series);
        return IntStream.range(0, given.length)
                .boxed()
                .sorted(Comparator.comparingDouble(w -> -Math.abs(given[w] - weights.model()[w])))
                .map(words::get)
                .toList();
    }

    /** The words' first (or last) halves that are not known yet, the shorter ones of each word first. */
    private static List<int[]> halves(List<int[]> words, List<int[]> known, int most, boolean first) {
        Map<int[], Boolean> seen = new TreeMap<>(Arrays::compare);
        known.forEach(word -> seen.put(word, true));
        List<int[]> halves = new ArrayList<>();
        for (int[] word : words) {
            for (int length = 1; length <= (word.length + 1) / 2 && halves.size() < most; length++) {
                int from = first ? 0 : word.length - length;
                int[] half = Arrays.copyOfRange(word, from, from + length);
                if (length <= Basis.LONGEST && seen.put(half, true) == null) {
                    halves.add(half);
                }
            }
        }
        return halves;
    }

    private int count(int[] prefix) {
        int node = 0;
        for (int symbol : prefix) {
            node = weights.prefixes().child(node, symbol);
        }
        return weights.prefixes().count(node);
    }

    private static List<int[]> concatenated(List<int[]> a, List<int[]> b) {
        List<int[]> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
