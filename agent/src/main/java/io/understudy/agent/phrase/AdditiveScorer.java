package io.understudy.agent.phrase;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.fidelity.Ranking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Adds up the weights of the phrases in a word. What a language model's phrases say depends on the matcher's state
 * alone, so each row is computed once; rows are shared, not to be written to.
 */
final class AdditiveScorer implements PhraseScorer {
    private static final int REASONS = 3;

    private final ScoredPhrases scored;
    private final PhraseMatcher matcher;
    private final AtomicReferenceArray<Row> rows;

    /** What is said at a state, and the phrase that speaks for it the most; −1 without one. */
    private record Row(double[] says, int leading) {}

    AdditiveScorer(ScoredPhrases scored) {
        this.scored = scored;
        this.matcher = new PhraseMatcher(scored.symbols(), scored.phrases());
        this.rows = new AtomicReferenceArray<>(scored.everyPrefix() ? matcher.states() : 0);
    }

    @Override
    public Answer answer(int[] word) {
        if (!scored.everyPrefix()) {
            return new Answer(new double[][] {softmax(logits(word))}, 0);
        }
        double[][] answer = new double[word.length + 1][];
        int state = matcher.start();
        answer[0] = row(state).says();
        for (int t = 0; t < word.length; t++) {
            state = matcher.next(state, word[t]);
            answer[t + 1] = row(state).says();
        }
        return new Answer(answer, 0);
    }

    private double[] logits(int[] word) {
        double[] logits = scored.bias().clone();
        BitSet seen = new BitSet(scored.phrases().size());
        int state = matcher.start();
        add(state, seen, logits);
        for (int symbol : word) {
            state = matcher.next(state, symbol);
            add(state, seen, logits);
        }
        return logits;
    }

    private void add(int state, BitSet seen, double[] logits) {
        for (int phrase : matcher.ending(state)) {
            if (!seen.get(phrase)) {
                seen.set(phrase);
                double[] weights = scored.weights()[phrase];
                for (int c = 0; c < logits.length; c++) {
                    logits[c] += weights[c];
                }
            }
        }
    }

    private Row row(int state) {
        Row known = rows.get(state);
        if (known != null) {
            return known;
        }
        double[] logits = logits(state);
        Row row = new Row(softmax(logits.clone()), number(strongest(speaking(state, 0, logits, new BitSet()))));
        rows.set(state, row);
        return row;
    }

    private static int number(List<Reason> reasons) {
        return reasons.isEmpty() ? -1 : reasons.get(0).number();
    }

    private double[] logits(int state) {
        double[] logits = scored.bias().clone();
        add(state, new BitSet(), logits);
        return logits;
    }

    private static double[] softmax(double[] logits) {
        double most = logits[Ranking.first(logits)];
        double sum = 0;
        for (int c = 0; c < logits.length; c++) {
            logits[c] = Math.exp(logits[c] - most);
            sum += logits[c];
        }
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= sum;
        }
        return logits;
    }

    @Override
    public boolean[] covered(int[] word) {
        boolean[] covered = new boolean[scored.everyPrefix() ? word.length + 1 : 1];
        int state = matcher.start();
        covered[0] = matcher.ending(state).length > 0;
        for (int t = 0; t < word.length; t++) {
            state = matcher.next(state, word[t]);
            covered[scored.everyPrefix() ? t + 1 : 0] |= matcher.ending(state).length > 0;
        }
        return covered;
    }

    @Override
    public int[] leading(int[] word) {
        if (!scored.everyPrefix()) {
            return new int[] {number(because(word, word.length))};
        }
        int[] leading = new int[word.length + 1];
        int state = matcher.start();
        leading[0] = row(state).leading();
        for (int t = 0; t < word.length; t++) {
            state = matcher.next(state, word[t]);
            leading[t + 1] = row(state).leading();
        }
        return leading;
    }

    @Override
    public List<Reason> because(int[] word, int length) {
        int[] read = Arrays.copyOf(word, length);
        int state = matcher.start();
        List<Reason> spoke = new ArrayList<>();
        BitSet seen = new BitSet(scored.phrases().size());
        double[] whole = scored.everyPrefix() ? null : logits(read);
        for (int t = 0; t <= length; t++) {
            state = t == 0 ? state : matcher.next(state, read[t - 1]);
            if (whole != null || t == length) {
                spoke.addAll(speaking(state, t, whole != null ? whole : logits(state), seen));
            }
        }
        return strongest(spoke);
    }

    private static List<Reason> strongest(List<Reason> spoke) {
        return spoke.stream()
                .filter(reason -> reason.score() > 0)
                .sorted(Comparator.comparingDouble(reason -> -reason.score()))
                .limit(REASONS)
                .toList();
    }

    /** The phrases that end at a place for the first time, with their parts of the log odds against the runner-up. */
    private List<Reason> speaking(int state, int end, double[] logits, BitSet seen) {
        int first = Ranking.first(logits);
        int second = Ranking.runnerUp(logits, first);
        List<Reason> reasons = new ArrayList<>();
        for (int phrase : matcher.ending(state)) {
            if (!seen.get(phrase)) {
                seen.set(phrase);
                Phrase spoken = scored.phrases().get(phrase);
                double part = scored.weights()[phrase][first] - scored.weights()[phrase][second];
                reasons.add(new Reason(phrase, spoken, first, part, end - spoken.symbols().length));
            }
        }
        return reasons;
    }
}
