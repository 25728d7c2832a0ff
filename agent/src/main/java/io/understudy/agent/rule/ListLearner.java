package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.rule.Covering.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Finds a list of rules by covering, and cuts it where held-out answers say so. A classifier's default is a class as good
 * as any, so its list is as long as agreement grows. A language model's default says next to nothing, so its list holds
 * what is certain, and leaves the rest.
 */
final class ListLearner {
    /** Of a language model's rules, the least share of answers that they decide as the model does. */
    static final double CERTAIN = 0.99;

    private static final double[] PRIORS = {1, 10, 30, 80};
    /** Standard normal, one-sided 90 %. */
    private static final double Z = 1.28;

    private final boolean everyPrefix;
    private final int symbols;
    private final List<Phrase> phrases;
    private final int most;

    /**
     * @param phrases that may be rules
     * @param most rules in the list
     */
    ListLearner(boolean everyPrefix, int symbols, List<Phrase> phrases, int most) {
        this.everyPrefix = everyPrefix;
        this.symbols = symbols;
        this.phrases = phrases;
        this.most = most;
    }

    /** A list and what it is worth on held-out answers. */
    private record Cut(List<Found> rules, double worth) {}

    /** The best list for held-out answers, of those found with several priors on each of several samples. */
    OrderedRules learn(List<Samples> samples, Samples heldOut) {
        record Way(Samples from, Cut cut) {}
        Way best = samples.stream()
                .flatMap(from -> DoubleStream.of(PRIORS)
                        .parallel()
                        .mapToObj(m -> new Way(from, cut(new Covering(from, phrases.size(), m).rules(most), heldOut))))
                .max(Comparator.comparingDouble((Way way) -> way.cut().worth())
                        .thenComparingInt(way -> -way.cut().rules().size()))
                .orElseThrow();
        return pruned(best.from(), best.cut().rules());
    }

    private Cut cut(List<Found> rules, Samples heldOut) {
        int[] rank = new int[phrases.size()];
        Arrays.fill(rank, rules.size());
        for (int r = 0; r < rules.size(); r++) {
            rank[rules.get(r).phrase()] = r;
        }
        int[] decided = new int[rules.size()];
        int[] right = new int[rules.size()];
        int[] left = new int[heldOut.columns()];
        List<List<Integer>> by = new ArrayList<>();
        rules.forEach(rule -> by.add(new ArrayList<>()));
        for (int s = 0; s < heldOut.size(); s++) {
            int first = first(heldOut.phrases().get(s), rank, rules.size());
            int outcome = Ranking.first(heldOut.answers().get(s));
            left[outcome]++;
            if (first < rules.size()) {
                by.get(first).add(outcome);
                decided[first]++;
                right[first] += outcome == rules.get(first).outcome() ? 1 : 0;
            }
        }
        int length = 0;
        double worth = -1;
        int agreed = 0;
        int covered = 0;
        for (int r = 0; r < rules.size(); r++) {
            agreed += right[r];
            covered += decided[r];
            by.get(r).forEach(outcome -> left[outcome]--);
            double here = everyPrefix
                    ? isCertain(agreed, covered) ? covered : -1
                    : agreed + left[rules.get(r).otherwise()];
            if (here > worth) {
                worth = here;
                length = r + 1;
            }
        }
        return new Cut(rules.subList(0, length), worth / heldOut.size());
    }

    /** Whether the share that agrees is surely not below what is asked for. */
    private static boolean isCertain(int agreed, int of) {
        double share = agreed / (double) Math.max(1, of);
        return share - Z * Math.sqrt(share * (1 - share) / Math.max(1, of)) >= CERTAIN;
    }

    private static int first(int[] phrases, int[] rank, int none) {
        int first = none;
        for (int phrase : phrases) {
            first = Math.min(first, rank[phrase]);
        }
        return first;
    }

    /** Without the rules that change nothing for the better: from the last, what they decide would be decided as well. */
    private OrderedRules pruned(Samples samples, List<Found> rules) {
        int[] rank = new int[phrases.size()];
        Arrays.fill(rank, rules.size());
        for (int r = 0; r < rules.size(); r++) {
            rank[rules.get(r).phrase()] = r;
        }
        int otherwise =
                rules.isEmpty() ? largest(samples) : rules.get(rules.size() - 1).otherwise();
        List<List<Integer>> decided = new ArrayList<>();
        for (int r = 0; r <= rules.size(); r++) {
            decided.add(new ArrayList<>());
        }
        for (int s = 0; s < samples.size(); s++) {
            decided.get(first(samples.phrases().get(s), rank, rules.size())).add(s);
        }
        for (int r = rules.size() - 1; r >= 0; r--) {
            int gained = 0;
            for (int s : decided.get(r)) {
                int outcome = Ranking.first(samples.answers().get(s));
                int next = next(samples.phrases().get(s), rank, r, rules.size());
                boolean uncovered = next == rules.size() && everyPrefix;
                int instead = next == rules.size() ? otherwise : rules.get(next).outcome();
                gained += (!uncovered && instead == outcome ? 1 : 0)
                        - (rules.get(r).outcome() == outcome ? 1 : 0);
            }
            if (gained >= 0) {
                for (int s : decided.get(r)) {
                    decided.get(next(samples.phrases().get(s), rank, r, rules.size()))
                            .add(s);
                }
                rank[rules.get(r).phrase()] = rules.size();
                decided.get(r).clear();
            }
        }
        List<Rule> kept = new ArrayList<>();
        for (int r = 0; r < rules.size(); r++) {
            Found rule = rules.get(r);
            if (rank[rule.phrase()] == r && !decided.get(r).isEmpty()) {
                kept.add(new Rule(
                        phrases.get(rule.phrase()),
                        rule.outcome(),
                        rule.value(),
                        decided.get(r).size(),
                        Means.of(samples.answers(), decided.get(r), rule.outcome())));
            }
        }
        double[] rest = Means.of(samples.answers(), decided.get(rules.size()), otherwise);
        return new OrderedRules(everyPrefix, symbols, kept, rest);
    }

    private static int largest(Samples samples) {
        int[] counts = new int[samples.columns()];
        samples.answers().forEach(answer -> counts[Ranking.first(answer)]++);
        return Ranking.first(Arrays.stream(counts).asDoubleStream().toArray());
    }

    private static int next(int[] phrases, int[] rank, int after, int none) {
        int next = none;
        for (int phrase : phrases) {
            next = rank[phrase] > after ? Math.min(next, rank[phrase]) : next;
        }
        return next;
    }
}
