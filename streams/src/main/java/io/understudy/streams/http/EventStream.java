package io.understudy.streams.http;

import io.javalin.http.sse.SseClient;
import io.understudy.streams.page.Status;
import io.understudy.streams.recent.RecentHistory.Section;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/stream}: server-sent events, one a second. {@code status} carries what {@code /api/status} does, {@code
 * changed} counts of changes; what has changed is then read where it is.
 */
final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int MOST_CLIENTS = 64;

    private final ModelViews views;
    private final Json json = new Json();
    private final Map<SseClient, ModelView> clients = new ConcurrentHashMap<>();
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "understudy-page");
        thread.setDaemon(true);
        return thread;
    });

    EventStream(ModelViews views) {
        this.views = views;
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
        Optional<String> model = Api.model(client.ctx());
        Optional<ModelView> view = views.find(model);
        if (view.isEmpty()) {
            client.sendEvent("missing", views.missing(model));
            client.close();
            return;
        }
        client.keepAlive();
        clients.put(client, view.get());
        client.onClose(() -> clients.remove(client));
        send(client, Update.of(view.get()));
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
        views.prepare();
        Map<ModelView, Update> updates = new HashMap<>();
        clients.forEach((client, view) -> send(client, updates.computeIfAbsent(view, Update::of)));
    }

    private void send(SseClient client, Update update) {
        client.sendEvent("status", text(update.status()));
        client.sendEvent("changed", text(update.changed()));
    }

    /** How a model stands, and counts of changes. */
    private record Update(Status status, Map<String, Long> changed) {
        static Update of(ModelView view) {
            Map<String, Long> named = new TreeMap<>();
            for (Map.Entry<Section, Long> entry : view.recent().revisions().entrySet()) {
                named.put(entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'), entry.getValue());
            }
            return new Update(view.status(), named);
        }
    }

    private String text(Object value) {
        return new String(json.write(value), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        beat.shutdownNow();
        clients.keySet().forEach(SseClient::close);
    }
}
