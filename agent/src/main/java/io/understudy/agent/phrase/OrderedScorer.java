package io.understudy.agent.phrase;

import io.understudy.agent.automaton.Answer;
import java.util.List;

/**
 * Evaluates ordered rules in one pass: the lowest number of a phrase that occurred decides. Rows are shared, not to be
 * written to.
 */
final class OrderedScorer implements PhraseScorer {
    private static final int NONE = Integer.MAX_VALUE;

    private final OrderedRules rules;
    private final PhraseMatcher matcher;
    /** For each state of the matcher, the first rule whose phrase ends there. */
    private final int[] first;

    OrderedScorer(OrderedRules rules) {
        this.rules = rules;
        this.matcher = new PhraseMatcher(rules.symbols(), rules.phrases());
        this.first = new int[matcher.states()];
        for (int state = 0; state < first.length; state++) {
            int[] ending = matcher.ending(state);
            first[state] = ending.length == 0 ? NONE : ending[0];
        }
    }

    @Override
    public Answer answer(int[] word) {
        int[] deciding = deciding(word);
        double[][] rows = new double[deciding.length][];
        for (int t = 0; t < rows.length; t++) {
            rows[t] = deciding[t] == NONE
                    ? rules.otherwise()
                    : rules.rules().get(deciding[t]).says();
        }
        return new Answer(rows, 0);
    }

    private int[] deciding(int[] word) {
        int state = matcher.start();
        int lowest = first[state];
        int[] deciding = new int[rules.everyPrefix() ? word.length + 1 : 1];
        deciding[0] = lowest;
        for (int t = 0; t < word.length; t++) {
            state = matcher.next(state, word[t]);
            if (rules.everyPrefix()) {
                deciding[t + 1] = first[state];
            } else {
                lowest = Math.min(lowest, first[state]);
            }
        }
        if (!rules.everyPrefix()) {
            deciding[0] = lowest;
        }
        return deciding;
    }

    @Override
    public boolean[] covered(int[] word) {
        int[] deciding = deciding(word);
        boolean[] covered = new boolean[deciding.length];
        for (int t = 0; t < covered.length; t++) {
            covered[t] = deciding[t] != NONE;
        }
        return covered;
    }

    @Override
    public int[] leading(int[] word) {
        int[] deciding = deciding(word);
        for (int t = 0; t < deciding.length; t++) {
            deciding[t] = deciding[t] == NONE ? -1 : deciding[t];
        }
        return deciding;
    }

    @Override
    public List<Reason> because(int[] word, int length) {
        int deciding = deciding(word)[rules.everyPrefix() ? length : 0];
        if (deciding == NONE) {
            return List.of();
        }
        Rule rule = rules.rules().get(deciding);
        int end = length;
        if (!rules.everyPrefix()) {
            int state = matcher.start();
            end = 0;
            while (first[state] != deciding) {
                state = matcher.next(state, word[end++]);
            }
        }
        int at = end - rule.phrase().symbols().length;
        return List.of(new Reason(deciding, rule.phrase(), rule.outcome(), rule.score(), at));
    }
}
