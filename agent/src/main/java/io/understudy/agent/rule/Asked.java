package io.understudy.agent.rule;

import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.List;

/** Words and the oracle's answers for them. */
record Asked(List<int[]> words, List<float[][]> answers) {
    static Asked of(Oracle oracle, List<int[]> words) {
        return new Asked(words, oracle.ask(words));
    }

    /** These and others. */
    Asked and(Asked other) {
        List<int[]> bothWords = new ArrayList<>(words);
        bothWords.addAll(other.words);
        List<float[][]> bothAnswers = new ArrayList<>(answers);
        bothAnswers.addAll(other.answers);
        return new Asked(bothWords, bothAnswers);
    }
}
