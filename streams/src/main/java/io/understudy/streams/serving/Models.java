package io.understudy.streams.serving;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.telemetry.UnaddressedMeters;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The models of this process by id: those that are served, and those that cannot be, with the reason. A model that
 * cannot be served takes nothing from the others. Safe for use by several threads.
 */
public final class Models {
    private final UnaddressedMeters unaddressed;
    private volatile Map<String, WatchedModel> served = Map.of();
    private volatile Map<String, Unserved> unserved = Map.of();

    /** A model that cannot be served. */
    private record Unserved(String reason, Meters meters) {}

    /**
     * None yet.
     *
     * @param unaddressed of records that are for no model of this process
     */
    public Models(UnaddressedMeters unaddressed) {
        this.unaddressed = unaddressed;
    }

    /** Serves one from now on. */
    public synchronized void add(WatchedModel model) {
        Map<String, Unserved> others = new TreeMap<>(unserved);
        others.remove(model.id());
        Map<String, WatchedModel> all = new TreeMap<>(served);
        all.put(model.id(), model);
        served = Collections.unmodifiableMap(all);
        unserved = Collections.unmodifiableMap(others);
    }

    /** One that cannot be served for now. */
    public synchronized void refuse(String id, String reason, Meters meters) {
        Map<String, Unserved> all = new TreeMap<>(unserved);
        all.put(id, new Unserved(reason, meters));
        unserved = Collections.unmodifiableMap(all);
    }

    /** Those that are served, in the order of their ids. */
    public Collection<WatchedModel> served() {
        return served.values();
    }

    /** Why those that cannot be served cannot, by id. */
    public Map<String, String> refusals() {
        Map<String, String> reasons = new TreeMap<>();
        unserved.forEach((id, one) -> reasons.put(id, one.reason()));
        return reasons;
    }

    /**
     * A model that is served here.
     *
     * @param id null in what an older release wrote, which served one model
     */
    public Optional<WatchedModel> find(String id) {
        Map<String, WatchedModel> all = served;
        return id == null && all.size() == 1
                ? all.values().stream().findFirst()
                : Optional.ofNullable(id).map(all::get);
    }

    /**
     * The manifest of the model that a record names, as it is served now.
     *
     * @throws InvalidInputException if it is not served
     */
    public Manifest manifest(String named) {
        WatchedModel model = served.get(named);
        if (model != null) {
            return model.serving().manifest();
        }
        Unserved known = unserved.get(named);
        throw new InvalidInputException(
                known != null
                        ? "the model '%s' cannot be served: %s".formatted(named, known.reason())
                        : "there is no model '%s'; there are %s".formatted(named, String.join(", ", served.keySet())));
    }

    /**
     * Sequences went to the dead letters.
     *
     * @param id of the model that they were for; null if they named none
     */
    public void deadLetters(String id, int sequences) {
        Unserved known = id == null ? null : unserved.get(id);
        find(id).map(WatchedModel::meters)
                .or(() -> Optional.ofNullable(known).map(Unserved::meters))
                .ifPresentOrElse(meters -> meters.deadLetters(sequences), () -> unaddressed.deadLetters(sequences));
    }

    /** Does something with a model's meters, if it is served here. */
    public void withMeters(String id, Consumer<Meters> what) {
        find(id).map(WatchedModel::meters).ifPresent(what);
    }
}
