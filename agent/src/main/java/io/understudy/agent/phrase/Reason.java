package io.understudy.agent.phrase;

/**
 * A phrase behind an answer of rules.
 *
 * @param number of the phrase within its classifier
 * @param outcome the class (the next symbol) that it speaks for, a column of the answer
 * @param score how much: what the phrase is ranked by, or its part of the log odds against the runner-up, nats
 * @param at place in the word of its first symbol, from 0; −1 if it begins before the word
 */
public record Reason(int number, Phrase phrase, int outcome, double score, int at) {}
