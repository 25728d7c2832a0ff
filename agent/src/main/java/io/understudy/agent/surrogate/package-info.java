/** The versioned bundle of all that was distilled from a model, and its file format. */
package io.understudy.agent.surrogate;
