package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.PhraseMatcher;
import io.understudy.agent.phrase.Rule;
import io.understudy.agent.rule.PhraseSearch.Ranked;
import java.util.ArrayList;
import java.util.List;

/** The paper's classifier: go down the ranked phrases, the first that occurs decides, else the most frequent class. */
record PaperRules(boolean everyPrefix, int symbols, List<Ranked> ranked) {
    /**
     * Rules that know from some words how often each decides, and what the model says there.
     *
     * @param answers the oracle's
     */
    OrderedRules over(List<int[]> words, List<float[][]> answers) {
        PhraseMatcher matcher =
                new PhraseMatcher(symbols, ranked.stream().map(Ranked::phrase).toList());
        Samples samples = Samples.of(everyPrefix, matcher, words, answers);
        List<List<Integer>> decided = new ArrayList<>();
        for (int r = 0; r <= ranked.size(); r++) {
            decided.add(new ArrayList<>());
        }
        double[] classes = new double[samples.columns()];
        for (int s = 0; s < samples.size(); s++) {
            int[] phrases = samples.phrases().get(s);
            decided.get(phrases.length == 0 ? ranked.size() : phrases[0]).add(s);
            classes[Ranking.first(samples.answers().get(s))]++;
        }
        List<Rule> rules = new ArrayList<>();
        for (int r = 0; r < ranked.size(); r++) {
            Ranked each = ranked.get(r);
            double[] says = MeanAnswer.of(samples.answers(), decided.get(r), each.outcome());
            rules.add(new Rule(
                    each.phrase(), each.outcome(), each.score(), decided.get(r).size(), says));
        }
        double[] otherwise = MeanAnswer.of(samples.answers(), decided.get(ranked.size()), Ranking.first(classes));
        return new OrderedRules(everyPrefix, symbols, rules, otherwise);
    }
}
