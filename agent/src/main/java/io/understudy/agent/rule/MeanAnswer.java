package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Ranking;
import java.util.Arrays;
import java.util.List;

/** The mean of the answers that a rule decides. */
final class MeanAnswer {
    /** By how much its class is ahead where the mean alone would put another first. */
    private static final double AHEAD = 1e-6;

    private MeanAnswer() {}

    /**
     * @param places of the answers
     * @param outcome the class that is to come first
     * @return [columns], summing to one
     */
    static double[] of(List<float[]> answers, List<Integer> places, int outcome) {
        double[] mean = new double[answers.get(0).length];
        if (places.isEmpty()) {
            Arrays.fill(mean, 1.0 / mean.length);
        }
        for (int place : places) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += answers.get(place)[c] / (double) places.size();
            }
        }
        int first = Ranking.first(mean);
        if (first != outcome) {
            double shared = (mean[first] + mean[outcome]) / 2;
            mean[first] = shared - AHEAD;
            mean[outcome] = shared + AHEAD;
        } else if (places.isEmpty()) {
            mean[outcome] += AHEAD;
        }
        return mean;
    }
}
