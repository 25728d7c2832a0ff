package io.understudy.agent.attractor;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.stream.LongStream;

/**
 * How the steps of some sequences are spread over the attractors of a map.
 *
 * @param steps at each attractor, in the order of the map, then at none
 */
public record Occupancy(@JsonValue long[] steps) {
    /** As read from JSON: an array. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Occupancy {}

    /** No steps yet. */
    public static Occupancy empty(int attractors) {
        return new Occupancy(new long[attractors + 1]);
    }

    /**
     * The steps of one sequence.
     *
     * @param path places of attractors in the map, or {@link Assignment#NONE}
     */
    public static Occupancy of(int[] path, int attractors) {
        long[] steps = new long[attractors + 1];
        for (int at : path) {
            steps[at == Assignment.NONE ? attractors : at]++;
        }
        return new Occupancy(steps);
    }

    /** These steps and others, of the same map. */
    public Occupancy plus(Occupancy other) {
        long[] sum = steps.clone();
        for (int a = 0; a < sum.length; a++) {
            sum[a] += other.steps[a];
        }
        return new Occupancy(sum);
    }

    /** Those of a sequence that came several times. */
    public Occupancy times(long times) {
        return new Occupancy(LongStream.of(steps).map(count -> count * times).toArray());
    }

    /** How many attractors the map has. */
    public int attractors() {
        return steps.length - 1;
    }

    /** All steps. */
    public long total() {
        return LongStream.of(steps).sum();
    }

    /** Steps at no attractor. */
    public long atNone() {
        return steps[steps.length - 1];
    }

    /** The share of each attractor, then of none; all 0 without a step. */
    public double[] shares() {
        double total = Math.max(1, total());
        return LongStream.of(steps).mapToDouble(count -> count / total).toArray();
    }
}
