package io.understudy.streams.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.understudy.streams.config.Settings.Secret;
import io.understudy.streams.recent.DeadLetter;
import io.understudy.streams.topic.Disagreement;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** {@code /api}: what the page shows, as JSON, and requests for a distillation, which need a token. */
public final class Api {
    private static final String BEARER = "Bearer ";

    private final ModelViews views;
    private final Optional<Secret> token;
    private final Json json = new Json();

    /**
     * @param token without one nothing can be requested
     */
    public Api(ModelViews views, Optional<Secret> token) {
        this.views = views;
        this.token = token;
    }

    private record Events(List<DriftEvent> events) {}

    private record Disagreements(List<Disagreement> disagreements) {}

    private record DeadLetters(long read, List<DeadLetter> deadLetters) {}

    private record Answered(String message) {}

    void add(RoutesConfig routes) {
        routes.get("/api/models", context -> answer(context, views.list()));
        of("/api/status", routes, (context, view) -> answer(context, view.status()));
        of("/api/fidelity", routes, (context, view) -> since(context)
                .ifPresentOrElse(
                        since -> answer(context, view.content().fidelity(since)),
                        () -> refuse(
                                context,
                                HttpStatus.BAD_REQUEST,
                                "'since' is not a number of milliseconds since 1970")));
        of(
                "/api/visits",
                routes,
                (context, view) -> answer(context, view.content().visits()));
        of(
                "/api/segments",
                routes,
                (context, view) -> answer(context, view.content().segments()));
        of(
                "/api/events",
                routes,
                (context, view) -> answer(context, new Events(view.recent().events())));
        of(
                "/api/disagreements",
                routes,
                (context, view) ->
                        answer(context, new Disagreements(view.recent().disagreements())));
        of(
                "/api/dead-letters",
                routes,
                (context, view) -> answer(
                        context,
                        new DeadLetters(
                                view.recent().deadLettersRead(), view.recent().deadLetters())));
        of(
                "/api/automata/{surrogate}",
                routes,
                (context, view) -> found(
                        context,
                        view.content().drawing(context.pathParam("surrogate")),
                        "no surrogate of that name is in force: see /api/status"));
        of(
                "/api/rules",
                routes,
                (context, view) -> found(context, view.content().rules(), "no rules are in force: see /api/status"));
        of(
                "/api/attractors",
                routes,
                (context, view) ->
                        found(context, view.content().attractors(), "the attractors of the network are not known"));
        routes.post("/api/extractions", context -> withView(context, this::extract));
    }

    private void of(String path, RoutesConfig routes, BiConsumer<Context, ModelView> answer) {
        routes.get(path, context -> withView(context, answer));
    }

    private void withView(Context context, BiConsumer<Context, ModelView> answer) {
        Optional<String> model = model(context);
        views.find(model)
                .ifPresentOrElse(
                        view -> answer.accept(context, view),
                        () -> refuse(
                                context,
                                model.isPresent() ? HttpStatus.NOT_FOUND : HttpStatus.BAD_REQUEST,
                                views.missing(model)));
    }

    /** The id of the model that a request is about; empty if it names none. */
    static Optional<String> model(Context context) {
        return Optional.ofNullable(context.queryParam("model"));
    }

    private static Optional<Long> since(Context context) {
        String given = context.queryParam("since");
        try {
            return Optional.of(given == null ? 0 : Long.parseLong(given));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void extract(Context context, ModelView view) {
        String given = context.header("Authorization");
        if (token.isEmpty()) {
            refuse(context, HttpStatus.FORBIDDEN, "distillations cannot be requested by HTTP: set 'http.token'");
        } else if (given == null || !given.startsWith(BEARER) || !matches(given.substring(BEARER.length()))) {
            context.header("WWW-Authenticate", "Bearer");
            refuse(context, HttpStatus.UNAUTHORIZED, "give the value of 'http.token' as a bearer token");
        } else {
            view.extraction().run();
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
