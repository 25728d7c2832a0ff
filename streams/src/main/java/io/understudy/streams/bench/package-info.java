/** Benchmarks of the whole: what watching costs above bare inference, and whether it stays so for a long time. */
package io.understudy.streams.bench;
