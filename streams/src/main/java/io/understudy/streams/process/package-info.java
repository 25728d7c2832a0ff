/** Brokers and instances in processes of their own, which can be killed: for benchmarks and for tests of faults. */
package io.understudy.streams.process;
