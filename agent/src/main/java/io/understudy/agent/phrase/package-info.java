/** Phrases of consecutive symbols, and classifiers that answer by them. */
package io.understudy.agent.phrase;
