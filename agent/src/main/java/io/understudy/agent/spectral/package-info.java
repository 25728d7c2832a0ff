/** Hankel blocks filled by queries, and the weighted automaton that their singular value decomposition gives. */
package io.understudy.agent.spectral;
