package io.understudy.streams.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.Json;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz}, the page at {@code /} and its {@code /api}. */
public final class HttpEndpoint implements AutoCloseable {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    /** Everything comes from here, and nobody may frame it. Pictures carry their own style. */
    private static final Map<String, String> SAFE = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer");

    private final Settings.Http settings;
    private final Javalin server;
    private final EventStream live;
    private final Json json = new Json();

    /** Serves one registry, one instance's health, and the page of each model. */
    public HttpEndpoint(
            Settings.Http settings, PrometheusMeterRegistry registry, Supplier<Health> health, ModelViews views) {
        this.settings = settings;
        this.live = new EventStream(views);
        this.server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.host = settings.host();
            config.jetty.port = settings.port();
            settings.tls().ifPresent(tls -> config.jetty.addConnector(new Https(settings, tls)::connector));
            config.routes.get("/metrics", context -> context.contentType(PROMETHEUS_TEXT)
                    .result(registry.scrape(PROMETHEUS_TEXT)));
            config.routes.get("/healthz", context -> answer(context, health.get(), Health::alive));
            config.routes.get("/readyz", context -> answer(context, health.get(), Health::ready));
            config.routes.before(context -> SAFE.forEach(context::header));
            new Api(views, settings.token()).add(config.routes);
            config.routes.sse("/api/stream", live::admit);
            config.staticFiles.add("/page", Location.CLASSPATH);
            config.staticFiles.enableWebjars();
        });
    }

    private void answer(Context context, Health health, Predicate<Health> good) {
        context.status(good.test(health) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .contentType("application/json")
                .result(json.write(health));
    }

    /**
     * Begins to serve.
     *
     * @throws InvalidInputException if the address is taken
     */
    public void start() {
        try {
            server.start();
            live.start();
        } catch (RuntimeException e) {
            String remedy = settings.tls().isPresent()
                    ? "check 'http.tls.keystore' and 'http.tls.password', or choose another 'http.host' or 'http.port'"
                    : "choose another 'http.host' or 'http.port'";
            throw new InvalidInputException(
                    "%s://%s:%d cannot be served: %s; %s"
                            .formatted(scheme(), settings.host(), settings.port(), e.getMessage(), remedy),
                    e);
        }
    }

    private String scheme() {
        return settings.tls().isPresent() ? "https" : "http";
    }

    /** The address, with the port that was taken if none was given. */
    public String address() {
        return "%s://%s:%d".formatted(scheme(), settings.host(), server.port());
    }

    @Override
    public void close() {
        live.close();
        server.stop();
    }
}
