package io.understudy.streams.http;

import io.javalin.http.sse.SseClient;
import io.understudy.streams.recent.RecentHistory;
import io.understudy.streams.recent.RecentHistory.Section;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/stream}: server-sent events, one a second. {@code status} carries what {@code /api/status} does, {@code
 * changed} counts of changes; what has changed is then read where it is.
 */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int MOST_CLIENTS = 64;

    private final Supplier<Object> status;
    private final Runnable prepare;
    private final RecentHistory recent;
    private final Json json = new Json();
    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "understudy-page");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param status how things stand
     * @param prepare draws what has not been drawn yet
     */
    EventStream(Supplier<Object> status, Runnable prepare, RecentHistory recent) {
        this.status = status;
        this.prepare = prepare;
        this.recent = recent;
    }

    void start() {
        beat.scheduleAtFixedRate(this::sendSafely, 1, 1, TimeUnit.SECONDS);
    }

    void admit(SseClient client) {
        if (clients.size() >= MOST_CLIENTS) {
            client.sendEvent("full", "too many pages are open");
            client.close();
            return;
        }
        client.keepAlive();
        clients.add(client);
        client.onClose(() -> clients.remove(client));
        send(client, text(status.get()), text(changes()));
    }

    private void sendSafely() {
        try {
            send();
        } catch (RuntimeException e) {
            // Thrown on, it would end all beats to come.
            LOG.warn("the page's event stream was not updated: {}", e.toString());
        }
    }

    private void send() {
        prepare.run();
        if (!clients.isEmpty()) {
            String now = text(status.get());
            String changed = text(changes());
            clients.forEach(client -> send(client, now, changed));
        }
    }

    private static void send(SseClient client, String status, String changed) {
        client.sendEvent("status", status);
        client.sendEvent("changed", changed);
    }

    private Map<String, Long> changes() {
        Map<String, Long> named = new TreeMap<>();
        for (Map.Entry<Section, Long> entry : recent.revisions().entrySet()) {
            named.put(entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'), entry.getValue());
        }
        return named;
    }

    private String text(Object value) {
        return new String(json.write(value), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        beat.shutdownNow();
        clients.forEach(SseClient::close);
    }
}
