package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Summary;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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
     * Processes a micro-batch.
     *
     * @param why says what contributes to a drop
     * @param events where drops go
     */
    FidelityState observe(
            FidelityState watch,
            String surrogate,
            Summary summary,
            long now,
            Function<Drift, List<Contribution>> why,
            List<DriftEvent> events) {
        Hearing hearing = new Hearing(watch, surrogate, summary, now, why, events);
        summary.entries().forEach(hearing::add);
        hearing.closeRecovered();
        hearing.judgeWindows();
        return hearing.watch();
    }

    /** One surrogate's part of a micro-batch. */
    private final class Hearing {
        private final FidelityState before;
        private final String surrogate;
        private final Summary summary;
        private final long now;
        private final Function<Drift, List<Contribution>> why;
        private final List<DriftEvent> events;
        private final SortedMap<Long, FidelityCounts> windows;
        private final Map<Measure, Adwin> detectors = new EnumMap<>(Measure.class);
        private long judged;
        private Set<Measure> below;
        private FidelityState.Drop drop;
        private String segment;

        Hearing(
                FidelityState before,
                String surrogate,
                Summary summary,
                long now,
                Function<Drift, List<Contribution>> why,
                List<DriftEvent> events) {
            this.before = before;
            this.surrogate = surrogate;
            this.summary = summary;
            this.now = now;
            this.why = why;
            this.events = events;
            this.windows = new TreeMap<>(before.windows());
            for (Measure measure : Measure.values()) {
                detectors.put(measure, new Adwin(settings.delta(), before.detector(measure)));
            }
            this.judged = before.judged();
            this.below = before.below();
            this.drop = before.drop();
            this.segment = before.dropped() ? before.segment() : null;
        }

        /**
         * One change makes a detector's window shrink several times, and shows in both measures: it is reported once.
         */
        void add(Summary.Entry entry) {
            FidelityCounts counts = entry.surrogates().get(surrogate);
            long length = settings.window().toMillis();
            FidelityState.add(windows, Math.floorDiv(entry.timestamp(), length) * length, counts);
            detectors.forEach((measure, detector) -> detector.add(measure.loss(counts.of(measure)))
                    .filter(change -> change.isRise(settings.leastDrop()) && drop == null)
                    .ifPresent(change -> {
                        drop = new FidelityState.Drop(measure, change.before(), change.after());
                        report(
                                ADWIN,
                                measure,
                                measure.loss(change.before()),
                                measure.loss(change.after()),
                                change.kept());
                    }));
        }

        void closeRecovered() {
            boolean good = drop != null
                    && drop.recovered(detectors.get(drop.measure()).state().mean());
            drop = good ? null : drop;
        }

        /** Compares closed windows with their limits. */
        void judgeWindows() {
            for (Map.Entry<Long, FidelityCounts> closed :
                    windows.headMap(windows.lastKey()).entrySet()) {
                FidelityCounts window = closed.getValue();
                if (closed.getKey() > judged && window.positions() >= settings.leastPositions()) {
                    judged = closed.getKey();
                    Set<Measure> beyond = beyond(window);
                    if (below.isEmpty() && !beyond.isEmpty()) {
                        Measure measure = beyond.iterator().next();
                        double limit = limit(before.level(), measure).orElseThrow();
                        report(FLOOR, measure, limit, window.of(measure), window.positions());
                    }
                    below = beyond;
                }
            }
        }

        private Set<Measure> beyond(FidelityCounts window) {
            Set<Measure> beyond = EnumSet.noneOf(Measure.class);
            for (Measure measure : Measure.values()) {
                OptionalDouble limit = limit(before.level(), measure);
                if (limit.isPresent() && measure.loss(window.of(measure)) > measure.loss(limit.getAsDouble())) {
                    beyond.add(measure);
                }
            }
            return beyond;
        }

        private void report(String detector, Measure measure, double from, double to, long count) {
            Drift drift = new Drift(
                    summary.model(), now, surrogate, detector, summary.version(), measure, from, to, count, List.of());
            Drift explained = drift.because(why.apply(drift));
            segment = explained.segment().orElse(segment);
            events.add(explained);
        }

        FidelityState watch() {
            Map<Measure, Adwin.State> states = new EnumMap<>(Measure.class);
            detectors.forEach((measure, detector) -> states.put(measure, detector.state()));
            return new FidelityState(
                    states, windows, judged, below, drop, segment, before.reference(), before.accepted());
        }
    }

    /**
     * How far a measure may go in a window.
     *
     * @param level null while it is not known
     * @return empty if there is nothing to go by
     */
    OptionalDouble limit(FidelityBaseline level, Measure measure) {
        return settings.limits().of(measure, level == null ? Double.NaN : level.of(measure));
    }
}
