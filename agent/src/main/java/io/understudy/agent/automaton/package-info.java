/** Automata as values: what they say of a word, in a numerically safe form. */
package io.understudy.agent.automaton;
