package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.Rule;
import io.understudy.agent.rule.Covering.Found;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Learns an ordered list of rules by covering, and prunes it on held-out answers. A classifier's default is a class as
 * good as any, so its list is as long as agreement grows. A language model's default says next to nothing, so its list
 * holds what is certain, and leaves the rest.
 */
final class ListLearner {
    /** Of a language model's rules, the least share of answers that they decide as the model does. */
    static final double CERTAIN = 0.99;

    private static final double[] PRIORS = {1, 10, 30, 80, 200};
    /** Standard normal, one-sided 90 %. */
    private static final double Z = 1.28;

    private final boolean everyPrefix;
    private final int symbols;
    private final int most;

    /**
     * @param most rules in the list
     */
    ListLearner(boolean everyPrefix, int symbols, int most) {
        this.everyPrefix = everyPrefix;
        this.symbols = symbols;
        this.most = most;
    }

    /** A list and what it is worth. */
    private record Cut(List<Found> rules, double worth) {}

    /** In each trial the list that is worth the most by its check; of these the best for held-out answers. */
    OrderedRules learn(List<TrainingSet> trials) {
        record Transition(TrainingSet trial, List<Found> rules, double worth) {}
        return trials.stream()
                .map(trial -> {
                    Cut best = DoubleStream.of(PRIORS)
                            .parallel()
                            .mapToObj(m -> cut(trial, m))
                            .max(Comparator.comparingDouble(Cut::worth)
                                    .thenComparingInt(cut -> -cut.rules().size()))
                            .orElseThrow();
                    double[] worths = worths(best.rules(), trial, trial.heldOut());
                    return new Transition(trial, best.rules(), worths[worths.length - 1]);
                })
                .max(Comparator.comparingDouble(Transition::worth)
                        .thenComparingInt(transition -> -transition.rules().size()))
                .map(transition -> pruned(transition.trial(), transition.rules()))
                .orElseThrow();
    }

    private Cut cut(TrainingSet trial, double m) {
        List<Found> rules = new Covering(trial.samples(), trial.phrases().size(), m).rules(most);
        double[] worths = worths(rules, trial, trial.check());
        int length = 0;
        for (int r = 1; r < worths.length; r++) {
            length = worths[r] > worths[length] ? r : length;
        }
        return new Cut(rules.subList(0, length), worths[length]);
    }

    /**
     * What the first rules are worth, for each number of them from zero: a classifier's share of answers that are the
     * model's; of a language model's the share that is covered, as long as it is certain.
     */
    private double[] worths(List<Found> rules, TrainingSet trial, Samples check) {
        int[] rank = ranks(rules, trial.phrases().size());
        int[] right = new int[rules.size()];
        int[] left = new int[check.columns()];
        List<List<Integer>> decided = new ArrayList<>();
        rules.forEach(rule -> decided.add(new ArrayList<>()));
        for (int s = 0; s < check.size(); s++) {
            int first = first(check.phrases().get(s), rank, rules.size());
            int outcome = Ranking.first(check.answers().get(s));
            left[outcome]++;
            if (first < rules.size()) {
                decided.get(first).add(outcome);
                right[first] += outcome == rules.get(first).outcome() ? 1 : 0;
            }
        }
        double[] worths = new double[rules.size() + 1];
        worths[0] = everyPrefix ? 0 : Arrays.stream(left).max().orElse(0) / (double) check.size();
        int agreed = 0;
        int covered = 0;
        for (int r = 0; r < rules.size(); r++) {
            agreed += right[r];
            covered += decided.get(r).size();
            decided.get(r).forEach(outcome -> left[outcome]--);
            double here = agreed + left[rules.get(r).otherwise()];
            double certain = isCertain(agreed, covered) ? covered : 0;
            worths[r + 1] = (everyPrefix ? certain : here) / check.size();
        }
        return worths;
    }

    /** For each phrase the place of its rule; of one without a rule, how many rules there are. */
    private static int[] ranks(List<Found> rules, int phrases) {
        int[] rank = new int[phrases];
        Arrays.fill(rank, rules.size());
        for (int r = 0; r < rules.size(); r++) {
            rank[rules.get(r).phrase()] = r;
        }
        return rank;
    }

    /** Whether the share that agrees is surely not below what is requested. */
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

    /**
     * Without the rules that change nothing for the better: from the last, what they decide would be decided as well.
     */
    private OrderedRules pruned(TrainingSet trial, List<Found> rules) {
        Samples samples = trial.samples();
        int[] rank = ranks(rules, trial.phrases().size());
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
                        trial.phrases().get(rule.phrase()),
                        rule.outcome(),
                        rule.value(),
                        decided.get(r).size(),
                        MeanAnswer.of(samples.answers(), decided.get(r), rule.outcome())));
            }
        }
        double[] rest = MeanAnswer.of(samples.answers(), decided.get(rules.size()), otherwise);
        return new OrderedRules(everyPrefix, symbols, kept, rest);
    }

    private static int largest(Samples samples) {
        int[] counts = new int[samples.columns()];
        samples.answers().forEach(answer -> counts[Ranking.first(answer)]++);
        return Ranking.first(counts);
    }

    private static int next(int[] phrases, int[] rank, int after, int none) {
        int next = none;
        for (int phrase : phrases) {
            next = rank[phrase] > after ? Math.min(next, rank[phrase]) : next;
        }
        return next;
    }
}
