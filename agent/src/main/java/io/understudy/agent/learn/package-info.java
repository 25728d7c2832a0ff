/** A classifier's automaton by active learning: membership and equivalence queries (LearnLib's TTT). */
package io.understudy.agent.learn;
