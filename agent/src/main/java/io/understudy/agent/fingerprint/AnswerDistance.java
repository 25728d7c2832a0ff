package io.understudy.agent.fingerprint;

import java.util.Arrays;
import java.util.List;

/** Distances between the answers of two networks to the same words, [words][rows][columns]. */
final class AnswerDistance {
    /** Log odds below this are float noise, or nothing at all. */
    private static final double LEAST = 1e-12;

    private AnswerDistance() {}

    /**
     * By how much the log odds differ: the root of the mean square over rows, as a share of their own size. Saturated
     * answers still differ in it when probabilities no longer do.
     */
    static double distance(List<float[][]> one, List<float[][]> other) {
        double difference = 0;
        double size = 0;
        for (int w = 0; w < one.size(); w++) {
            for (int t = 0; t < one.get(w).length; t++) {
                double[] a = logOdds(one.get(w)[t]);
                double[] b = logOdds(other.get(w)[t]);
                // One more, so that a network which answers evenly is not all noise.
                size++;
                for (int c = 0; c < a.length; c++) {
                    difference += (a[c] - b[c]) * (a[c] - b[c]);
                    size += a[c] * a[c];
                }
            }
        }
        return size == 0 ? 0 : Math.sqrt(difference / size);
    }

    /** Logarithms of probabilities, less their mean. */
    private static double[] logOdds(float[] row) {
        double[] odds = new double[row.length];
        double mean = 0;
        for (int c = 0; c < row.length; c++) {
            odds[c] = Math.log(Math.max(row[c], LEAST));
            mean += odds[c] / row.length;
        }
        for (int c = 0; c < row.length; c++) {
            odds[c] -= mean;
        }
        return odds;
    }

    /** Mean total variation distance over rows, 0 to 1. */
    static double totalVariation(List<float[][]> one, List<float[][]> other) {
        double sum = 0;
        long rows = 0;
        for (int w = 0; w < one.size(); w++) {
            sum += totalVariation(one.get(w), other.get(w)) * one.get(w).length;
            rows += one.get(w).length;
        }
        return rows == 0 ? 0 : sum / rows;
    }

    /** The same over the rows of one answer. */
    static double totalVariation(float[][] one, float[][] other) {
        double sum = 0;
        for (int t = 0; t < one.length; t++) {
            for (int c = 0; c < one[t].length; c++) {
                sum += Math.abs(one[t][c] - other[t][c]) / 2;
            }
        }
        return sum / one.length;
    }

    /** How many distinct rows there are, to six digits. */
    static long distinct(List<float[][]> answers) {
        return answers.stream()
                .flatMap(Arrays::stream)
                .map(row -> {
                    StringBuilder text = new StringBuilder();
                    for (float value : row) {
                        text.append(Math.round(value * 1e6)).append(' ');
                    }
                    return text.toString();
                })
                .distinct()
                .count();
    }
}
