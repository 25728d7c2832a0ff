package io.understudy.streams.coordinator;

import io.understudy.streams.topic.ServedFile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The file of each model that the gauges show. While a new one is rolled out several are served; it is the one that
 * came last, until nothing is heard of it any more.
 */
final class CurrentFile {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Observation> fronts = new HashMap<>();

    private record Observation(ServedFile file, long at) {}

    /** A file has begun to be served; whether it was not in front before. */
    boolean begins(ServedFile file, long now) {
        Observation before = fronts.put(file.model(), new Observation(file, now));
        return before == null || !before.file().equals(file);
    }

    /** A file was scored with; whether it is in front from now on, and was not before. */
    boolean scored(ServedFile file, long now) {
        Observation front = fronts.get(file.model());
        boolean takes = front == null || front.file().equals(file) || now - front.at() > PATIENCE.toMillis();
        return takes && begins(file, now);
    }

    /** Whether a file is in front; all are while nothing is known. */
    boolean is(ServedFile file) {
        Observation front = fronts.get(file.model());
        return front == null || front.file().equals(file);
    }
}
