package io.understudy.agent.attribution;

import io.understudy.agent.model.Oracle;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Attribution by occlusion: what the log ratio loses when a symbol is removed. Takes queries alone, so it explains any
 * model.
 */
public final class Occlusion implements Attribution {
    /** A probability below is no less certain. */
    private static final double LEAST = 1e-12;

    private final Oracle oracle;
    private final int last;

    /**
     * @param last how many symbols, from the end of a word, are looked at; the part of earlier ones is zero
     */
    public Occlusion(Oracle oracle, int last) {
        this.oracle = oracle;
        this.last = last;
    }

    @Override
    public AttributionMethod score() {
        return AttributionMethod.OCCLUSION;
    }

    @Override
    public List<AnswerAttribution> of(List<int[]> words) {
        List<int[]> queried = new ArrayList<>();
        for (int[] word : words) {
            queried.add(word);
            for (int t = first(word); t < word.length; t++) {
                queried.add(Word.without(word, t, 1));
            }
        }
        List<float[]> answers = oracle.after(queried);
        List<AnswerAttribution> explained = new ArrayList<>();
        int at = 0;
        for (int[] word : words) {
            int to = at + 1 + word.length - first(word);
            List<float[]> own = answers.subList(at, to);
            explained.add((one, other) -> contributions(word, own, one, other));
            at = to;
        }
        return explained;
    }

    private int first(int[] word) {
        return Math.max(0, word.length - last);
    }

    private Contributions contributions(int[] word, List<float[]> answers, int one, int other) {
        double whole = logRatio(answers.get(0), one, other);
        double[] symbols = new double[word.length];
        double rest = whole;
        for (int t = first(word); t < word.length; t++) {
            symbols[t] = whole - logRatio(answers.get(1 + t - first(word)), one, other);
            rest -= symbols[t];
        }
        return new Contributions(symbols, rest);
    }

    private static double logRatio(float[] answer, int one, int other) {
        return Math.log(Math.max(answer[one], LEAST)) - Math.log(Math.max(answer[other], LEAST));
    }
}
