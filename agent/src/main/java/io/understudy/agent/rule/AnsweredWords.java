package io.understudy.agent.rule;

import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.List;

/** Words and the oracle's answers. */
record AnsweredWords(List<int[]> words, List<float[][]> answers) {
    static AnsweredWords of(Oracle oracle, List<int[]> words) {
        return new AnsweredWords(words, oracle.query(words));
    }

    /** These and others. */
    AnsweredWords and(AnsweredWords other) {
        List<int[]> bothWords = new ArrayList<>(words);
        bothWords.addAll(other.words);
        List<float[][]> bothAnswers = new ArrayList<>(answers);
        bothAnswers.addAll(other.answers);
        return new AnsweredWords(bothWords, bothAnswers);
    }
}
