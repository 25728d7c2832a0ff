package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.phrase.Reason;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Whether the phrase that a surrogate gives as its reason matters to the model: how often the class changes when it is
 * removed, compared with a random phrase of its length from the same word.
 *
 * @param sequences how many had a reason, and symbols beside it
 * @param flippedByReason share whose class changed without the first reason's phrase
 * @param flippedByRandom share whose class changed without a random phrase of the same length
 */
public record DeletionTest(long sequences, double flippedByReason, double flippedByRandom) {
    /** Measures a classifier on some words. */
    public static DeletionTest of(Oracle oracle, PhraseScorer scorer, List<int[]> words, long seed) {
        Random random = new Random(seed);
        List<int[]> queried = new ArrayList<>();
        for (int[] word : words) {
            List<Reason> reasons = scorer.because(word, word.length);
            if (reasons.isEmpty()) {
                continue;
            }
            Reason first = reasons.get(0);
            int from = Math.max(0, first.at());
            int length = first.at() + first.phrase().symbols().length - from;
            if (length > 0 && length < word.length) {
                queried.add(word);
                queried.add(Word.without(word, from, length));
                queried.add(Word.without(word, random.nextInt(word.length - length + 1), length));
            }
        }
        List<float[][]> answers = oracle.query(queried);
        long byReason = 0;
        long byRandom = 0;
        for (int i = 0; i < queried.size(); i += 3) {
            int whole = Comparison.chosenClass(answers.get(i));
            byReason += Comparison.chosenClass(answers.get(i + 1)) != whole ? 1 : 0;
            byRandom += Comparison.chosenClass(answers.get(i + 2)) != whole ? 1 : 0;
        }
        double all = Math.max(1, queried.size() / 3);
        return new DeletionTest(queried.size() / 3, byReason / all, byRandom / all);
    }
}
