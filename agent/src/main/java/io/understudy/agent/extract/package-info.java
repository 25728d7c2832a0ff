/** Distillation: from answers of the oracle to an automaton. */
package io.understudy.agent.extract;
