/** Refinement of a language model's weighted automaton by gradient descent on the KL divergence from the model. */
package io.understudy.agent.refine;
