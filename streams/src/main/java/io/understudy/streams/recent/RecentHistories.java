package io.understudy.streams.recent;

import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.Window;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The recent history of each model that the topics tell of, served here or not: it may be later. */
public final class RecentHistories {
    /** Models that are told apart, at most. */
    private static final int MOST = 1_000;

    private final Map<String, RecentHistory> histories = new ConcurrentHashMap<>();

    /** Of one model. */
    public RecentHistory of(String model) {
        return histories.computeIfAbsent(model, RecentHistory::new);
    }

    void add(Window window) {
        if (isKept(window.model())) {
            of(window.model()).add(window);
        }
    }

    void add(DriftEvent event) {
        if (isKept(event.model())) {
            of(event.model()).add(event);
        }
    }

    /**
     * Takes in a dead letter.
     *
     * @param model that it was for; empty if it named none: then every model's history shows it
     */
    void add(DeadLetter letter, String model) {
        Collection<RecentHistory> those =
                model.isEmpty() ? histories.values() : isKept(model) ? List.of(of(model)) : List.of();
        those.forEach(history -> history.add(letter));
    }

    private boolean isKept(String model) {
        return histories.containsKey(model) || histories.size() < MOST;
    }
}
