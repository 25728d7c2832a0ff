/** How far a surrogate says what the model says: of one sequence, of many, and whether that has changed. */
package io.understudy.agent.fidelity;
