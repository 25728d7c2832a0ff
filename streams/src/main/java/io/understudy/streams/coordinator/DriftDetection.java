package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.Counts;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.Summary;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Decides whether one surrogate's fidelity has dropped: by a change of the mean of a measure over sequences (ADWIN), or
 * because a window is beyond its limit. A limit follows from what the surrogate showed on held-out traffic.
 */
final class DriftDetection {
    private static final String ADWIN = "adwin";
    static final String FLOOR = "floor";

    private final Settings.Fidelity settings;

    DriftDetection(Settings.Fidelity settings) {
        this.settings = settings;
    }

    /**
     * Takes in a micro-batch.
     *
     * @param why says what contributes to a drop
     * @param events where drops go
     */
    Watch hear(
            Watch watch,
            String surrogate,
            Summary summary,
            long now,
            Function<Drift, List<Contribution>> why,
            List<DriftEvent> events) {
        SortedMap<Long, Counts> windows = new TreeMap<>(watch.windows());
        Map<Measure, Adwin> detectors = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            detectors.put(measure, new Adwin(settings.delta(), watch.detector(measure)));
        }
        Watch.Drop drop = watch.drop();
        String segment = watch.segment();
        long length = settings.window().toMillis();
        for (Summary.Entry entry : summary.entries()) {
            Counts counts = entry.surrogates().get(surrogate);
            Watch.add(windows, Math.floorDiv(entry.timestamp(), length) * length, counts);
            for (Measure measure : Measure.values()) {
                Optional<Adwin.Change> change = detectors
                        .get(measure)
                        .add(measure.loss(counts.of(measure)))
                        .filter(one -> one.isRise(settings.leastDrop()));
                // One change makes the window shrink several times while it moves through it, and shows in both
                // measures.
                if (change.isPresent() && drop == null) {
                    double from = change.get().before();
                    double to = change.get().after();
                    drop = new Watch.Drop(measure, from, to);
                    Drift drift = explained(
                            drift(summary, now, surrogate, ADWIN, measure, measure.loss(from), measure.loss(to))
                                    .over(change.get().kept()),
                            why);
                    segment = drift.segment().orElse(null);
                    events.add(drift);
                }
            }
        }
        if (drop != null && drop.madeGood(detectors.get(drop.measure()).state().mean())) {
            drop = null;
        }
        long judged = watch.judged();
        Set<Measure> below = watch.below();
        for (Map.Entry<Long, Counts> closed : windows.headMap(windows.lastKey()).entrySet()) {
            Counts window = closed.getValue();
            if (closed.getKey() <= judged || window.positions() < settings.leastPositions()) {
                continue;
            }
            judged = closed.getKey();
            Set<Measure> beyond = EnumSet.noneOf(Measure.class);
            for (Measure measure : Measure.values()) {
                OptionalDouble limit = limit(watch.level(), measure);
                if (limit.isPresent() && measure.loss(window.of(measure)) > measure.loss(limit.getAsDouble())) {
                    beyond.add(measure);
                }
            }
            if (below.isEmpty() && !beyond.isEmpty()) {
                Measure measure = beyond.iterator().next();
                Drift drift = explained(
                        drift(
                                        summary,
                                        now,
                                        surrogate,
                                        FLOOR,
                                        measure,
                                        limit(watch.level(), measure).getAsDouble(),
                                        window.of(measure))
                                .over(window.positions()),
                        why);
                segment = drift.segment().orElse(segment);
                events.add(drift);
            }
            below = beyond;
        }
        Map<Measure, Adwin.State> states = new EnumMap<>(Measure.class);
        detectors.forEach((measure, detector) -> states.put(measure, detector.state()));
        return new Watch(states, windows, judged, below, drop, segment, watch.reference(), watch.accepted());
    }

    private static Drift drift(
            Summary summary,
            long now,
            String surrogate,
            String detector,
            Measure measure,
            double before,
            double after) {
        return new Drift(
                summary.model(), now, surrogate, detector, summary.version(), measure, before, after, 0, List.of());
    }

    private static Drift explained(Drift drift, Function<Drift, List<Contribution>> why) {
        return drift.because(why.apply(drift));
    }

    /**
     * How far a measure may go in a window.
     *
     * @param level null while it is not known
     * @return empty if there is nothing to go by
     */
    OptionalDouble limit(Level level, Measure measure) {
        return settings.limits().of(measure, level == null ? Double.NaN : level.of(measure));
    }
}
