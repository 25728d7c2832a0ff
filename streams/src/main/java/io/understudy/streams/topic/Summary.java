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
 * @param states steps at each state of what is drawn of each surrogate
 * @param disagreements some of the worst
 */
public record Summary(
        String model,
        long version,
        List<Entry> entries,
        List<List<String>> sample,
        long[] visits,
        Map<String, long[]> states,
        List<Disagreement> disagreements) {
    /** What an older release wrote has none of the last two. */
    public Summary {
        states = states == null ? Map.of() : states;
        disagreements = disagreements == null ? List.of() : disagreements;
    }

    /** One sequence. */
    public record Entry(long timestamp, Map<String, Counts> surrogates) {}

    /** How near a surrogate came on one sequence; {@code kl} is a sum over positions, nats. */
    public record Counts(long positions, long agreed, double kl) {
        /** The sum of two. */
        public Counts plus(Counts other) {
            return new Counts(positions + other.positions, agreed + other.agreed, kl + other.kl);
        }

        /** The share of positions that agreed; NaN without any. */
        public double ratio() {
            return positions == 0 ? Double.NaN : (double) agreed / positions;
        }
    }
}
