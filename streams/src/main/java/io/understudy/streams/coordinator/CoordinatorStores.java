package io.understudy.streams.coordinator;

import io.understudy.streams.store.StateStores;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Window;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;

/** The coordinator's state stores. In memory with a changelog: what is kept is small, and a restart reads it back. */
public final class CoordinatorStores {
    /** State of each file that is served. */
    static final String STATES = "file-states";
    /** Recent traffic: a ring for each model. */
    static final String TRAFFIC = "recent-traffic";
    /** How much traffic of each model there has been. */
    static final String COUNTS = "traffic-counts";
    /** Occupancy of each file's attractors. */
    static final String OCCUPANCY = "attractor-visits";
    /** Comparisons of the production endpoint's answers. */
    static final String SERVED = "served-answers";
    /** The open window of each file. */
    static final String WINDOWS = "file-windows";
    /** Each file's segments of traffic. */
    static final String SEGMENTS = "segments";
    /** Fidelity broken down. */
    static final String BREAKDOWNS = "breakdowns";

    private CoordinatorStores() {}

    /** Builders of all stores. */
    public static Stream<StoreBuilder<?>> builders(Json json) {
        return Stream.of(
                builder(STATES, json.serde(ModelState.class)),
                builder(TRAFFIC, json.serde(TrafficLog.Entry.class)),
                builder(COUNTS, Serdes.Long()),
                builder(OCCUPANCY, json.serde(OccupancyState.class)),
                builder(SERVED, json.serde(ServedAnswerState.class)),
                builder(WINDOWS, json.serde(Window.class)),
                builder(SEGMENTS, json.serde(SegmentLog.Segments.class)),
                builder(BREAKDOWNS, json.serde(BreakdownLog.Block.class)));
    }

    private static <V> StoreBuilder<?> builder(String name, Serde<V> values) {
        return StateStores.store(name, Serdes.String(), values);
    }
}
