/** Scores a stretch of the sequences topic again: since when has a surrogate not said what the model says? */
package io.understudy.streams.replay;
