package io.understudy.streams.page;

import io.understudy.agent.attractor.Occupancy;
import io.understudy.streams.topic.Window;
import java.util.Map;

/**
 * The occupancy of attractors and states by the latest sequences.
 *
 * @param version of the surrogates
 * @param sequences how many they are
 * @param attractors steps at each attractor in the order of the map, and at none; null if they are not known
 * @param states steps at each state of what is drawn of each surrogate
 */
public record CurrentOccupancy(long version, long sequences, Occupancy attractors, Map<String, long[]> states) {
    static CurrentOccupancy of(Window latest) {
        return new CurrentOccupancy(latest.version(), latest.sequences(), latest.attractors(), latest.states());
    }
}
