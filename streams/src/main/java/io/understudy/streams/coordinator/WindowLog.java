package io.understudy.streams.coordinator;

import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Window;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Totals of each model window by window, published while they grow. */
final class WindowLog {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KeyValueStore<String, Window> open;
    private final long length;
    private final Consumer<Window> listener;
    private long lastPublished;

    WindowLog(KeyValueStore<String, Window> open, Duration length, Consumer<Window> listener) {
        this.open = open;
        this.length = length.toMillis();
        this.listener = listener;
    }

    /**
     * Adds a micro-batch; a window that is over, or whose surrogates are not in force any more, is published as it is.
     *
     * @param names what each segment is called
     */
    void observe(Summary summary, UnaryOperator<String> names, long now) {
        // A late sequence counts in the window that is open: what was published of a closed one stays.
        long begin = summary.window(length, now);
        Window window = open.get(summary.file().key());
        if (window != null && (begin > window.begin() || summary.version() > window.version())) {
            listener.accept(window);
            window = null;
        }
        if (window == null) {
            window = Window.empty(summary.file(), begin, summary.version());
        }
        if (summary.version() == window.version()) {
            open.put(summary.file().key(), window.plus(summary, names, now));
        }
    }

    /** Publishes open windows that have grown since they were published last. */
    void tick(long now) {
        if (now - lastPublished < PAUSE.toMillis()) {
            return;
        }
        try (KeyValueIterator<String, Window> all = open.all()) {
            while (all.hasNext()) {
                KeyValue<String, Window> entry = all.next();
                if (entry.value.at() >= lastPublished) {
                    listener.accept(entry.value);
                }
            }
        }
        lastPublished = now;
    }
}
