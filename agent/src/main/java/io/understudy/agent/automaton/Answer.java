package io.understudy.agent.automaton;

/**
 * An automaton's answer to a word.
 *
 * @param rows for a language model [length + 1][symbols + 1], for a classifier [1][classes]
 * @param negative how many of the rows came out of the automaton with a weight that is not positive
 */
public record Answer(double[][] rows, int negative) {}
