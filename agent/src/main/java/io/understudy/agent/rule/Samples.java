package io.understudy.agent.rule;

import io.understudy.agent.phrase.PhraseMatcher;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Answers of a model and which phrases each has before it: all that occur in a classifier's word, or those that a
 * prefix of a language model's word ends with.
 *
 * @param phrases for each answer the numbers of its phrases, ascending
 * @param answers the model's, [answers][columns]
 */
record Samples(List<int[]> phrases, List<float[]> answers) {
    /**
     * @param everyPrefix whether the model answers after every prefix
     * @param queried the oracle's answers for the words
     */
    static Samples of(boolean everyPrefix, PhraseMatcher matcher, List<int[]> words, List<float[][]> queried) {
        List<int[]> phrases = new ArrayList<>();
        List<float[]> answers = new ArrayList<>();
        for (int w = 0; w < words.size(); w++) {
            BitSet seen = new BitSet();
            int state = matcher.start();
            for (int t = 0; t <= words.get(w).length; t++) {
                state = t == 0 ? state : matcher.next(state, words.get(w)[t - 1]);
                if (everyPrefix) {
                    phrases.add(matcher.ending(state));
                    answers.add(queried.get(w)[t]);
                } else {
                    for (int phrase : matcher.ending(state)) {
                        seen.set(phrase);
                    }
                }
            }
            if (!everyPrefix) {
                phrases.add(seen.stream().toArray());
                answers.add(queried.get(w)[0]);
            }
        }
        return new Samples(phrases, answers);
    }

    int size() {
        return answers.size();
    }

    int columns() {
        return answers.get(0).length;
    }
}
