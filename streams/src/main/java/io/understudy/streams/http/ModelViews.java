package io.understudy.streams.http;

import io.understudy.streams.page.ModelList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** What is shown of each model of this process. Safe for use by several threads. */
public final class ModelViews {
    private final Map<String, ModelView> views = new ConcurrentSkipListMap<>();
    private final Supplier<Map<String, String>> refusals;

    /**
     * None yet.
     *
     * @param refusals why models that cannot be served cannot, by id
     */
    public ModelViews(Supplier<Map<String, String>> refusals) {
        this.refusals = refusals;
    }

    /** Shows one more. */
    public void add(ModelView view) {
        views.put(view.id(), view);
    }

    /**
     * The model that is asked for.
     *
     * @param id empty for the only one
     */
    Optional<ModelView> find(Optional<String> id) {
        return id.isPresent()
                ? Optional.ofNullable(views.get(id.get()))
                : views.size() == 1 ? views.values().stream().findFirst() : Optional.empty();
    }

    /** Why there is no view of what is asked for. */
    String missing(Optional<String> id) {
        return id.map(name -> Optional.ofNullable(refusals.get().get(name))
                        .map(reason -> "the model '%s' cannot be served: %s".formatted(name, reason))
                        .orElse("there is no model '%s': see /api/models".formatted(name)))
                .orElse("there are several models: name one with '?model=', see /api/models");
    }

    /** Prepares what takes long, so that nobody has to wait for it. */
    void prepare() {
        views.values().forEach(view -> view.content().prepare());
    }

    ModelList list() {
        List<ModelList.Entry> entries = new ArrayList<>();
        views.values().forEach(view -> entries.add(ModelList.Entry.of(view.status(), changes(view))));
        refusals.get().forEach((id, reason) -> {
            if (!views.containsKey(id)) {
                entries.add(ModelList.Entry.refused(id, reason));
            }
        });
        entries.sort(Comparator.comparing(ModelList.Entry::model));
        return new ModelList(entries);
    }

    private static long changes(ModelView view) {
        return view.recent().revisions().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
