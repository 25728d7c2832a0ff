/** Distils new surrogates on request, off the stream threads, and decides whether they replace the old ones. */
package io.understudy.streams.extraction;
