package io.understudy.agent.phrase;

/**
 * A phrase that decides.
 *
 * @param outcome the class (the next symbol) that it decides for, a column of the answer
 * @param score what it is ranked by
 * @param support how many answers it decided among those that it was made from
 * @param says the mean of those answers, [columns]
 */
public record Rule(Phrase phrase, int outcome, double score, long support, double[] says) {}
