package io.understudy.streams.coordinator;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.attractor.OccupancyShift;
import io.understudy.agent.attractor.ReferenceOccupancy;
import io.understudy.streams.topic.DriftEvent.AttractorShift;
import io.understudy.streams.topic.Summary;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The occupancy of the attractors by recent traffic, compared with the reference window by window.
 *
 * @param version of the surrogates that the attractors belong to
 * @param visits steps at each attractor, and at none, in the open window
 * @param sequences in the open window
 * @param shifted whether the last window was shifted: a shift is reported once
 */
record OccupancyState(long version, Occupancy visits, long sequences, boolean shifted) {
    private static final int MOST_SHARES = 5;

    /** A new watch, and what a window that was closed says. */
    record Step(OccupancyState watch, OptionalDouble distance, Optional<AttractorShift> event) {}

    static OccupancyState fresh(long version, AttractorMap map) {
        return new OccupancyState(version, Occupancy.empty(map.attractors().size()), 0, false);
    }

    /** Processes a micro-batch of the same version. */
    Step observe(Summary summary, AttractorMap map, long now) {
        Occupancy sum = visits.plus(summary.visits());
        long count = sequences + summary.entries().size();
        if (count < ReferenceOccupancy.WINDOW) {
            return new Step(new OccupancyState(version, sum, count, shifted), OptionalDouble.empty(), Optional.empty());
        }
        OccupancyShift shift = OccupancyShift.of(map.reference(), sum);
        Optional<AttractorShift> event = shift.shifted() && !shifted
                ? Optional.of(new AttractorShift(
                        summary.model(),
                        now,
                        version,
                        shift.distance(),
                        map.reference().usualDistance(),
                        shift.pValue(),
                        count,
                        shares(map, sum)))
                : Optional.empty();
        OccupancyState next = new OccupancyState(version, Occupancy.empty(sum.attractors()), 0, shift.shifted());
        return new Step(next, OptionalDouble.of(shift.distance()), event);
    }

    private static Map<String, AttractorShift.Share> shares(AttractorMap map, Occupancy now) {
        double[] before = map.reference().visits().shares();
        double[] after = now.shares();
        Map<String, AttractorShift.Share> most = new LinkedHashMap<>();
        IntStream.range(0, after.length)
                .boxed()
                .sorted(Comparator.comparingDouble(a -> -Math.abs(after[a] - before[a])))
                .limit(MOST_SHARES)
                .forEach(a -> most.put(
                        a < map.attractors().size() ? map.attractors().get(a).id() : Assignment.NOWHERE,
                        new AttractorShift.Share(before[a], after[a])));
        return most;
    }
}
