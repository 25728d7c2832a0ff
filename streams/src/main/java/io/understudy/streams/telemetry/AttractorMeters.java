package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Occupancy;
import java.util.ArrayDeque;
import java.util.Deque;

/** Meters of the attractors' occupancy. Their labels are bounded: what is seldom visited is {@code other}. */
final class AttractorMeters {
    private static final String OTHER = "other";
    /** The most visited attractors have a label of their own. */
    private static final int NAMED = 16;
    /** In pairs, fewer. */
    private static final int NAMED_IN_PAIRS = 8;
    /** Steps that the off-attractor ratio is a mean of, about. */
    private static final long RECENT_STEPS = 50_000;

    private final MeterRegistry registry;
    private final Tags model;
    private final DistributionSummary dwell;
    private final Counter shifts;
    private final Deque<long[]> recent = new ArrayDeque<>();
    private long off;
    private long steps;
    private double shift = Double.NaN;
    private boolean active;

    AttractorMeters(MeterRegistry registry, Tags model) {
        this.registry = registry;
        this.model = model;
        this.dwell = DistributionSummary.builder("understudy.attractor.dwell.steps")
                .description("Steps that a sequence stays at an attractor without leaving it")
                .tags(model)
                .serviceLevelObjectives(1, 2, 3, 5, 8, 13, 21, 34, 55, 144, 377)
                .register(registry);
        this.shifts = Counter.builder("understudy.attractor.shifts")
                .description("Shifts of the attractors' occupancy since they were extracted")
                .tags(model)
                .register(registry);
        Gauge.builder("understudy.off.attractor.ratio", this::offRatio)
                .description("Share of recent steps at no attractor")
                .tags(model)
                .register(registry);
        Gauge.builder("understudy.attractor.shift.active", this::active)
                .description("1 while the occupancy of the attractors is shifted from that at extraction")
                .tags(model)
                .register(registry);
        Gauge.builder("understudy.attractor.shift", this::shift)
                .description("Jensen-Shannon distance of the attractors' recent occupancy from that at extraction")
                .tags(model)
                .register(registry);
    }

    synchronized void visited(AttractorTraffic traffic) {
        Occupancy visits = traffic.visits();
        int none = visits.attractors();
        for (int a = 0; a <= none; a++) {
            if (visits.steps()[a] > 0) {
                String id = a == none ? Assignment.NOWHERE : named(traffic, a, NAMED);
                Counter.builder("understudy.attractor.visits")
                        .description("Steps at an attractor")
                        .tags(model.and("attractor", id))
                        .register(registry)
                        .increment(visits.steps()[a]);
            }
        }
        traffic.transitions().forEach((transition, count) -> Counter.builder("understudy.attractor.transitions")
                .description("Transitions from one attractor to another")
                .tags(model.and("from", named(traffic, transition.from(), NAMED_IN_PAIRS))
                        .and("to", named(traffic, transition.to(), NAMED_IN_PAIRS)))
                .register(registry)
                .increment(count));
        traffic.dwells().forEach(dwell::record);
        long all = visits.total();
        recent.add(new long[] {visits.atNone(), all});
        off += visits.atNone();
        steps += all;
        while (steps - recent.peek()[1] >= RECENT_STEPS) {
            long[] old = recent.poll();
            off -= old[0];
            steps -= old[1];
        }
    }

    /** The attractors of a map are in order of their visits. */
    private static String named(AttractorTraffic traffic, int attractor, int most) {
        return attractor < most ? traffic.ids().get(attractor) : OTHER;
    }

    synchronized void shifted(double distance, boolean isShift) {
        shift = distance;
        active = isShift;
    }

    void reported() {
        shifts.increment();
    }

    private synchronized double offRatio() {
        return steps == 0 ? Double.NaN : (double) off / steps;
    }

    private synchronized double active() {
        return active ? 1 : 0;
    }

    private synchronized double shift() {
        return shift;
    }
}
