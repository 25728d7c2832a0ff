package io.understudy.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.understudy.streams.config.Settings.Secret;
import io.understudy.streams.page.PageContent;
import io.understudy.streams.recent.DeadLetter;
import io.understudy.streams.recent.RecentHistory;
import io.understudy.streams.topic.Disagreement;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /api}: what the page shows, as JSON, and requests for a distillation, which need a token. */
public final class Api {
    private static final String BEARER = "Bearer ";

    private final PageContent views;
    private final RecentHistory recent;
    private final Supplier<Health> health;
    private final Optional<Secret> token;
    private final Runnable extraction;
    private final Json json = new Json();

    /**
     * @param token without one nothing can be requested
     * @param extraction asks for a distillation
     */
    public Api(
            PageContent views,
            RecentHistory recent,
            Supplier<Health> health,
            Optional<Secret> token,
            Runnable extraction) {
        this.views = views;
        this.recent = recent;
        this.health = health;
        this.token = token;
        this.extraction = extraction;
    }

    private record Events(List<DriftEvent> events) {}

    private record Disagreements(List<Disagreement> disagreements) {}

    private record DeadLetters(long read, List<DeadLetter> deadLetters) {}

    private record Answered(String message) {}

    void add(RoutesConfig routes) {
        routes.get("/api/status", context -> answer(context, status()));
        routes.get("/api/fidelity", context -> since(context)
                .ifPresentOrElse(
                        since -> answer(context, views.fidelity(since)),
                        () -> refuse(
                                context,
                                HttpStatus.BAD_REQUEST,
                                "'since' is not a number of milliseconds since 1970")));
        routes.get("/api/visits", context -> answer(context, views.visits()));
        routes.get("/api/segments", context -> answer(context, views.segments()));
        routes.get("/api/events", context -> answer(context, new Events(recent.events())));
        routes.get("/api/disagreements", context -> answer(context, new Disagreements(recent.disagreements())));
        routes.get(
                "/api/dead-letters",
                context -> answer(context, new DeadLetters(recent.deadLettersRead(), recent.deadLetters())));
        routes.get(
                "/api/automata/{surrogate}",
                context -> found(
                        context,
                        views.drawing(context.pathParam("surrogate")),
                        "no surrogate of that name is in force: see /api/status"));
        routes.get("/api/rules", context -> found(context, views.rules(), "no rules are in force: see /api/status"));
        routes.get(
                "/api/attractors",
                context -> found(context, views.attractors(), "the attractors of the network are not known"));
        routes.post("/api/extractions", this::extract);
    }

    Object status() {
        Health now = health.get();
        return views.status(now.streams(), now.ready());
    }

    void prepare() {
        views.prepare();
    }

    private static Optional<Long> since(Context context) {
        String given = context.queryParam("since");
        try {
            return Optional.of(given == null ? 0 : Long.parseLong(given));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void extract(Context context) {
        String given = context.header("Authorization");
        if (token.isEmpty()) {
            refuse(context, HttpStatus.FORBIDDEN, "distillations cannot be requested by HTTP: set 'http.token'");
        } else if (given == null || !given.startsWith(BEARER) || !matches(given.substring(BEARER.length()))) {
            context.header("WWW-Authenticate", "Bearer");
            refuse(context, HttpStatus.UNAUTHORIZED, "give the value of 'http.token' as a bearer token");
        } else {
            extraction.run();
            context.status(HttpStatus.ACCEPTED);
            answer(context, new Answered("requested; /api/events reports when it starts and its outcome"));
        }
    }

    /** In a time that does not depend on how much of it is right. */
    private boolean matches(String given) {
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8),
                token.orElseThrow().value().getBytes(StandardCharsets.UTF_8));
    }

    private void found(Context context, Optional<?> value, String otherwise) {
        value.ifPresentOrElse(found -> answer(context, found), () -> refuse(context, HttpStatus.NOT_FOUND, otherwise));
    }

    private void refuse(Context context, HttpStatus status, String why) {
        context.status(status);
        answer(context, new Answered(why));
    }

    private void answer(Context context, Object value) {
        context.contentType("application/json")
                .header("Cache-Control", "no-store")
                .result(json.write(value));
    }
}
