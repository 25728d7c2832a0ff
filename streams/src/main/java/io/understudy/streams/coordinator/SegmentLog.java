package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Breakdown;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.state.KeyValueStore;

/** The segments of each model's traffic and their fidelity in the latest windows. */
final class SegmentLog {
    private final KeyValueStore<String, Segments> store;
    /** What the store holds: a name is looked up for every sequence. */
    private final Map<String, Segments> kept = new HashMap<>();

    private final long length;

    /**
     * What is kept of a model's file.
     *
     * @param names of the segments that are distinguished, the first ones that came
     * @param open the window that is open
     * @param last the one before; null if there is none of the same version
     */
    record Segments(List<String> names, Window open, Window last) {}

    SegmentLog(KeyValueStore<String, Segments> store, Duration length) {
        this.store = store;
        this.length = length.toMillis();
    }

    /** What a segment is called: its name, or {@code other} if there were too many before it. */
    String name(ServedFile file, String segment) {
        Segments segments = get(file);
        List<String> names = segments == null ? List.of() : segments.names();
        if (names.contains(segment)) {
            return segment;
        }
        if (names.size() >= Settings.Segments.MOST) {
            return Breakdown.OTHER;
        }
        List<String> more = new ArrayList<>(names);
        more.add(segment);
        put(
                file,
                segments == null
                        ? new Segments(more, Window.empty(file, 0, 0), null)
                        : new Segments(more, segments.open(), segments.last()));
        return segment;
    }

    private Segments get(ServedFile file) {
        return kept.computeIfAbsent(file.key(), store::get);
    }

    private void put(ServedFile file, Segments segments) {
        kept.put(file.key(), segments);
        store.put(file.key(), segments);
    }

    /** Processes a micro-batch; where no segments are distinguished there is nothing to do. */
    void observe(Summary summary, long now) {
        if (summary.entries().stream().allMatch(entry -> entry.segment() == null)) {
            return;
        }
        ServedFile file = summary.file();
        Window batch = Window.empty(file, 0, summary.version()).plus(summary, segment -> name(file, segment), now);
        Segments segments = get(file);
        if (batch.segments().isEmpty() || segments == null) {
            return;
        }
        long begin = summary.window(length, now);
        Window open = segments.open();
        boolean newVersion = summary.version() > open.version();
        if (summary.version() < open.version()) {
            return;
        }
        boolean over = newVersion || begin > open.begin();
        Window growing = over ? Window.empty(file, begin, summary.version()) : open;
        Window counts = new Window(
                file.model(),
                file.sha256(),
                begin,
                now,
                summary.version(),
                0,
                Map.of(),
                null,
                Map.of(),
                List.of(),
                batch.segments(),
                null);
        put(
                file,
                new Segments(
                        segments.names(), growing.plus(counts), newVersion ? null : over ? open : segments.last()));
    }

    /** How near each surrogate came in each segment, in the two latest windows. */
    Map<String, Map<String, FidelityCounts>> recent(ServedFile file) {
        Segments segments = get(file);
        if (segments == null) {
            return new TreeMap<>();
        }
        return segments.last() == null
                ? segments.open().segments()
                : segments.open().plus(segments.last()).segments();
    }
}
