/** The model and its surrogates side by side on each sequence, in micro-batches. */
package io.understudy.streams.shadow;
