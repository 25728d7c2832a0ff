/** Gathers single events into sequences. */
package io.understudy.streams.gather;
