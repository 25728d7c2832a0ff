package io.understudy.agent.spectral;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sub-blocks of a Hankel matrix that a basis names. Row 0 belongs to the empty prefix, the first column (of each
 * kind) to the empty suffix.
 *
 * <p>For a language model a row is conditional: divided by the prefix weight of its prefix, so that rare prefixes do
 * not vanish beside frequent ones. Each suffix has two columns: its weight as a whole word, which ends, and its prefix
 * weight, which goes on. Both are linear in the same forward vector. For a classifier each suffix has a column for each
 * class.
 *
 * @param rows H, [prefixes][columns]
 * @param shifted H_σ, [symbols][prefixes][columns]; null stands for a row of zeros
 * @param importance how much each row counts, [prefixes]; the square root of its share of the traffic
 * @param weights what a language model's rows have been divided by, [prefixes]; ones for a classifier
 * @param suffixes how many columns there are of each kind
 */
public record HankelBlocks(double[][] rows, double[][][] shifted, double[] importance, double[] weights, int suffixes) {
    /** The blocks of the word weights alone, as they are, all rows of equal importance. */
    public HankelBlocks series() {
        double[] equal = new double[rows.length];
        Arrays.fill(equal, 1);
        double[][][] words = Arrays.stream(shifted).map(this::wordWeights).toArray(double[][][]::new);
        return new HankelBlocks(wordWeights(rows), words, equal, equal, suffixes);
    }

    /** The blocks of the first prefixes and suffixes alone: a basis of the most frequent words holds any smaller one. */
    public HankelBlocks leading(int prefixes, int most) {
        return new HankelBlocks(
                leading(rows, prefixes, most),
                Arrays.stream(shifted)
                        .map(block -> leading(block, prefixes, most))
                        .toArray(double[][][]::new),
                Arrays.copyOf(importance, prefixes),
                Arrays.copyOf(weights, prefixes),
                most);
    }

    private double[][] leading(double[][] block, int prefixes, int most) {
        double[][] leading = new double[prefixes][];
        for (int p = 0; p < prefixes; p++) {
            if (block[p] != null) {
                leading[p] = new double[columns() / suffixes * most];
                for (int kind = 0; kind < columns() / suffixes; kind++) {
                    System.arraycopy(block[p], kind * suffixes, leading[p], kind * most, most);
                }
            }
        }
        return leading;
    }

    private double[][] wordWeights(double[][] block) {
        double[][] words = new double[block.length][];
        for (int p = 0; p < block.length; p++) {
            if (block[p] != null) {
                words[p] = Arrays.copyOf(block[p], suffixes);
                for (int s = 0; s < suffixes; s++) {
                    words[p][s] *= weights[p];
                }
            }
        }
        return words;
    }

    /** These rows, with the columns of more suffixes. */
    public HankelBlocks beside(HankelBlocks more) {
        double[][][] blocks = IntStream.range(0, shifted.length)
                .mapToObj(symbol -> beside(shifted[symbol], more.shifted[symbol], more))
                .toArray(double[][][]::new);
        return new HankelBlocks(beside(rows, more.rows, more), blocks, importance, weights, suffixes + more.suffixes);
    }

    private double[][] beside(double[][] left, double[][] right, HankelBlocks more) {
        double[][] block = new double[left.length][];
        for (int p = 0; p < left.length; p++) {
            if (left[p] != null) {
                block[p] = new double[columns() + more.columns()];
                for (int kind = 0, at = 0; kind < columns() / suffixes; kind++) {
                    System.arraycopy(left[p], kind * suffixes, block[p], at, suffixes);
                    System.arraycopy(right[p], kind * more.suffixes, block[p], at + suffixes, more.suffixes);
                    at += suffixes + more.suffixes;
                }
            }
        }
        return block;
    }

    /** These columns, with the rows of more prefixes. */
    public HankelBlocks above(HankelBlocks more) {
        double[][][] blocks = IntStream.range(0, shifted.length)
                .mapToObj(symbol -> above(shifted[symbol], more.shifted[symbol]))
                .toArray(double[][][]::new);
        return new HankelBlocks(
                above(rows, more.rows),
                blocks,
                DoubleStream.concat(DoubleStream.of(importance), DoubleStream.of(more.importance))
                        .toArray(),
                DoubleStream.concat(DoubleStream.of(weights), DoubleStream.of(more.weights))
                        .toArray(),
                suffixes);
    }

    private static double[][] above(double[][] upper, double[][] lower) {
        return Stream.concat(Arrays.stream(upper), Arrays.stream(lower)).toArray(double[][]::new);
    }

    int columns() {
        return rows[0].length;
    }
}
