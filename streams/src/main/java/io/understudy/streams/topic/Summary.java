package io.understudy.streams.topic;

import java.util.List;
import java.util.Map;

/**
 * What the coordinator needs to know of a micro-batch.
 *
 * @param version of the surrogates it was scored with; 0 if there were none
 * @param entries one for each sequence
 * @param sample some of the sequences' symbols
 * @param visits steps at each attractor, and at none; null if they are not known
 */
public record Summary(String model, long version, List<Entry> entries, List<List<String>> sample, long[] visits) {
    /** One sequence. */
    public record Entry(long timestamp, Map<String, Counts> surrogates) {}

    /** How near a surrogate came on one sequence; {@code kl} is a sum over positions, nats. */
    public record Counts(int positions, int agreed, double kl) {}
}
