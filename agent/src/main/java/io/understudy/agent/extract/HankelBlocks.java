package io.understudy.agent.extract;

/**
 * The sub-blocks of a Hankel matrix that a basis names. Row 0 belongs to the empty prefix, the first column (of each
 * kind) to the empty suffix.
 *
 * <p>For a language model a row is conditional: divided by the prefix weight of its prefix, so that rare prefixes do not
 * vanish beside frequent ones. Each suffix has two columns: its weight as a whole word, which ends, and its prefix
 * weight, which goes on. Both are linear in the same forward vector. For a classifier each suffix has a column for each
 * class.
 *
 * @param rows H, [prefixes][columns]
 * @param shifted H_σ, [symbols][prefixes][columns]; null stands for a row of zeros
 * @param importance how much each row counts, [prefixes]; the square root of its share of the traffic
 * @param suffixes how many columns there are of each kind
 */
record HankelBlocks(double[][] rows, double[][][] shifted, double[] importance, int suffixes) {
    int columns() {
        return rows[0].length;
    }
}
