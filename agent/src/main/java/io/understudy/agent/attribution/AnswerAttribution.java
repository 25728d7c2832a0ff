package io.understudy.agent.attribution;

/** The attribution of the answer after one word, for any pair of classes. */
@FunctionalInterface
public interface AnswerAttribution {
    /**
     * What the log ratio of two classes is made of.
     *
     * @param one column of the oracle's answer
     * @param other another column
     */
    Contributions between(int one, int other);
}
