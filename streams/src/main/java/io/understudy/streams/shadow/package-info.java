/** Micro-batches of what comes on the sequences topic: scored, summed up and published with their commit. */
package io.understudy.streams.shadow;
