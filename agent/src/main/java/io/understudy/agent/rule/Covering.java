package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Sequential covering: the rule that is the most certain on what no rule before it covers comes next, until none is
 * more certain than the default. How certain is the m-estimate (k + m/C) / (n + m) of the share k/n of the answers with
 * the rule's class, of C classes (Cestnik 1990): the larger m, the fewer narrow rules.
 */
final class Covering {
    private static final int LEAST = 2;

    private final Samples samples;
    private final int columns;
    private final double m;
    private final int[] classes;
    /** For each phrase the samples that have it. */
    private final int[][] holders;

    private final int[][] counts;
    private final int[] totals;
    private final int[] best;
    private final double[] values;
    private final boolean[] covered;
    private final int[] left;

    /**
     * A rule found.
     *
     * @param phrase its number
     * @param value how certain it was
     * @param otherwise the class that most of what is left over then has
     */
    record Found(int phrase, int outcome, double value, int otherwise) {}

    /**
     * @param phrases how many there are
     */
    Covering(Samples samples, int phrases, double m) {
        this.samples = samples;
        this.columns = samples.columns();
        this.m = m;
        this.classes = samples.answers().stream().mapToInt(Ranking::first).toArray();
        this.counts = new int[phrases][columns];
        this.totals = new int[phrases];
        this.best = new int[phrases];
        this.values = new double[phrases];
        this.covered = new boolean[samples.size()];
        this.left = new int[columns];
        for (int s = 0; s < classes.length; s++) {
            left[classes[s]]++;
            for (int phrase : samples.phrases().get(s)) {
                counts[phrase][classes[s]]++;
                totals[phrase]++;
            }
        }
        this.holders = holders(phrases);
        for (int phrase = 0; phrase < phrases; phrase++) {
            revalue(phrase);
        }
    }

    private int[][] holders(int phrases) {
        int[][] all = new int[phrases][];
        Arrays.setAll(all, phrase -> new int[totals[phrase]]);
        int[] filled = new int[phrases];
        for (int s = 0; s < samples.size(); s++) {
            for (int phrase : samples.phrases().get(s)) {
                all[phrase][filled[phrase]++] = s;
            }
        }
        return all;
    }

    private void revalue(int phrase) {
        int most = Ranking.first(counts[phrase]);
        best[phrase] = most;
        values[phrase] = totals[phrase] < LEAST ? 0 : estimate(counts[phrase][most], totals[phrase]);
    }

    private double estimate(int right, int of) {
        return (right + m / columns) / (of + m);
    }

    /** The rules in order, at most so many. */
    List<Found> rules(int most) {
        List<Found> rules = new ArrayList<>();
        int open = samples.size();
        while (rules.size() < most && open > 0) {
            int phrase = mostCertain();
            int otherwise = Ranking.first(left);
            if (values[phrase] <= estimate(left[otherwise], open)) {
                break;
            }
            double value = values[phrase];
            int outcome = best[phrase];
            int[] decided =
                    Arrays.stream(holders[phrase]).filter(s -> !covered[s]).toArray();
            cover(decided);
            open -= decided.length;
            rules.add(new Found(phrase, outcome, value, Ranking.first(left)));
        }
        return rules;
    }

    private int mostCertain() {
        int best = 0;
        for (int phrase = 1; phrase < values.length; phrase++) {
            if (values[phrase] > values[best] || values[phrase] == values[best] && totals[phrase] > totals[best]) {
                best = phrase;
            }
        }
        return best;
    }

    private void cover(int[] decided) {
        BitSet touched = new BitSet(values.length);
        for (int s : decided) {
            covered[s] = true;
            left[classes[s]]--;
            for (int phrase : samples.phrases().get(s)) {
                counts[phrase][classes[s]]--;
                totals[phrase]--;
                touched.set(phrase);
            }
        }
        touched.stream().forEach(this::revalue);
    }
}
