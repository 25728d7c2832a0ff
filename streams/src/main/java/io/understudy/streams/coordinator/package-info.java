/** Watches the fidelity of a model's surrogates and decides when to distil new ones. */
package io.understudy.streams.coordinator;
