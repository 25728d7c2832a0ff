package io.understudy.agent.attribution;

/** The answer after one word, ready to be taken apart for any two classes. */
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
