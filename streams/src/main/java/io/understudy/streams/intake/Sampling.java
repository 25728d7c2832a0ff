package io.understudy.streams.intake;

import java.util.Objects;

/**
 * Chooses which records' sequences are scored: each with the same probability, whatever is in it. The choice follows
 * from a record's place in its topic, so that a record that is read again after a crash is chosen again, or again not.
 *
 * @param ratio share that is scored, above 0 and at most 1
 */
public record Sampling(double ratio) {
    private static final double ALL = 0x1p53;

    /** Whether the sequences of a record are scored. */
    public boolean takes(RawRecord record) {
        return ratio >= 1 || uniform(record) < ratio;
    }

    /** From 0 to 1; neighbouring places have nothing to do with each other (the mixer of SplitMix64). */
    private static double uniform(RawRecord record) {
        long mixed = Objects.hash(record.topic(), record.partition()) * 0x9E3779B97F4A7C15L + record.offset();
        mixed = (mixed + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) / ALL;
    }
}
