package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.streams.config.Settings;
import io.understudy.streams.coordinator.ModelState.Phase;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Summary.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The coordinator's decisions: from what it remembers and what it hears to what it remembers then, and what it says. */
final class Coordinator {
    private static final int MOST_DOUBLINGS = 20;
    private static final String MANUAL = "manual";

    private final Settings.Fidelity fidelity;
    private final Settings.Extraction extraction;

    Coordinator(Settings.Fidelity fidelity, Settings.Extraction extraction) {
        this.fidelity = fidelity;
        this.extraction = extraction;
    }

    /** A new state, and what happened. */
    record Step(ModelState state, List<DriftEvent> events) {}

    /** Takes in a micro-batch. */
    Step hear(ModelState before, Summary summary, long now) {
        ModelState state = before.withSample(
                before.sampledFrom(), before.sampledTo() + summary.sample().size());
        if (summary.version() > state.version()) {
            state = state.withVersion(summary.version());
        }
        List<DriftEvent> events = new ArrayList<>();
        // Verdicts of a version that has been replaced say nothing of the one in force.
        if (summary.version() == state.version() && summary.version() > 0) {
            Map<String, Watch> watches = new TreeMap<>(state.watches());
            for (String surrogate : summary.entries().get(0).surrogates().keySet()) {
                watches.put(
                        surrogate,
                        watched(watches.getOrDefault(surrogate, Watch.fresh()), surrogate, summary, now, events));
            }
            state = state.withWatches(watches);
        }
        state = wanting(state, events);
        return new Step(state, events);
    }

    private Watch watched(Watch watch, String surrogate, Summary summary, long now, List<DriftEvent> events) {
        Adwin adwin = new Adwin(fidelity.delta(), watch.adwin());
        SortedMap<Long, Counts> windows = new TreeMap<>(watch.windows());
        Watch.Fall fallen = watch.fallen();
        long length = fidelity.window().toMillis();
        for (Summary.Entry entry : summary.entries()) {
            Counts counts = entry.surrogates().get(surrogate);
            Watch.add(windows, Math.floorDiv(entry.timestamp(), length) * length, counts);
            Optional<Adwin.Change> fall = adwin.add((double) counts.agreed() / counts.positions())
                    .filter(change -> change.after() < change.before());
            // One fall makes the window shrink several times while the change moves through it.
            if (fall.isPresent() && fallen == null) {
                fallen = new Watch.Fall(fall.get().before(), fall.get().after());
                events.add(new Drift(
                        summary.model(),
                        now,
                        surrogate,
                        "adwin",
                        summary.version(),
                        fall.get().before(),
                        fall.get().after(),
                        fall.get().afterCount()));
            }
        }
        if (fallen != null && fallen.madeGood(adwin.state().mean())) {
            fallen = null;
        }
        long judged = watch.judged();
        boolean below = watch.below();
        for (Map.Entry<Long, Counts> closed : windows.headMap(windows.lastKey()).entrySet()) {
            Counts window = closed.getValue();
            if (closed.getKey() > judged && window.positions() >= fidelity.leastPositions()) {
                judged = closed.getKey();
                boolean fell = !below && window.ratio() < fidelity.floor();
                below = window.ratio() < fidelity.floor();
                if (fell) {
                    events.add(new Drift(
                            summary.model(),
                            now,
                            surrogate,
                            "floor",
                            summary.version(),
                            fidelity.floor(),
                            window.ratio(),
                            window.positions()));
                }
            }
        }
        return new Watch(adwin.state(), windows, judged, below, fallen);
    }

    /** Whether a distillation has become necessary, or is no longer. */
    private ModelState wanting(ModelState given, List<DriftEvent> events) {
        ModelState state = given;
        if (state.version() == 0) {
            return state.wanted() == null ? state.withWanted("initial") : state;
        }
        Optional<Drift> drift = events.stream()
                .filter(Drift.class::isInstance)
                .map(Drift.class::cast)
                .findFirst();
        if (drift.isPresent()) {
            Drift fall = drift.get();
            boolean first = state.wanted() == null;
            return sinceTheChange(state.withWanted(first ? fall.detector() : state.wanted()));
        }
        if (state.wanted() != null && state.phase() != Phase.EXTRACTING) {
            state = sinceTheChange(state);
        }
        boolean recovered = state.phase() == Phase.WATCHING
                && state.wanted() != null
                && !state.wanted().equals("initial")
                && given.watches().values().stream().allMatch(watch -> {
                    Counts recent = watch.recent();
                    return recent.positions() >= fidelity.leastPositions()
                            && (watch.fallen() == null || watch.fallen().madeGood(recent.ratio()))
                            && !watch.below();
                });
        return recovered ? state.withWanted(null) : state;
    }

    /** Only what came after the change is the traffic to explain: what is left in the window of a detector that cut it. */
    private static ModelState sinceTheChange(ModelState state) {
        long from = state.watches().values().stream()
                .filter(watch -> watch.fallen() != null)
                .mapToLong(watch -> state.sampledTo() - watch.adwin().window())
                .max()
                .orElse(state.sampledFrom());
        return state.withSample(Math.max(from, state.sampledFrom()), state.sampledTo());
    }

    /** Somebody asked for a distillation: whatever pause there is ends. One that is under way is not begun again. */
    ModelState wanted(ModelState state, long now) {
        if (state.phase() != Phase.WATCHING) {
            return state;
        }
        return (state.wanted() == null ? state.withWanted(MANUAL) : state).gathering(now);
    }

    /** Moves on as time passes: begins to gather once it may. */
    ModelState tick(ModelState state, long now) {
        boolean due = state.phase() == Phase.WATCHING && state.wanted() != null && now >= state.notBefore();
        return due ? state.gathering(now) : state;
    }

    /** Whether time alone makes something of a state. */
    boolean moves(ModelState state, long now) {
        return tick(state, now) != state || ready(state, now);
    }

    /** How many sequences of recent traffic there are to distil from. */
    int gathered(ModelState state) {
        return (int) Math.min(extraction.sequences(), state.sampledTo() - state.sampledFrom());
    }

    /** Whether there is enough to begin with. */
    boolean ready(ModelState state, long now) {
        int gathered = gathered(state);
        boolean waited = now - state.since() >= extraction.patience().toMillis();
        return state.phase() == Phase.GATHERING
                && (gathered >= extraction.sequences() || waited && gathered >= extraction.least());
    }

    /** Takes in the end of a distillation. */
    ModelState hear(ModelState state, ExtractionDecided decided, long now) {
        if (!decided.request().equals(state.request())) {
            return state;
        }
        boolean promoted = decided.outcome().equals("promoted");
        // Nothing is wrong if what somebody asked for by hand was not needed.
        boolean failed = !promoted && !MANUAL.equals(state.wanted());
        int doublings = failed ? Math.min(MOST_DOUBLINGS, state.failures()) : 0;
        long pause = Math.min(
                extraction.longestPause().toMillis(), extraction.cooldown().toMillis() << doublings);
        // The first batch that is scored with the new version may be a while away.
        ModelState ended = state.ended(failed, now + pause);
        return promoted ? ended.withVersion(decided.version()) : ended;
    }
}
