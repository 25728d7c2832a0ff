package io.understudy.streams.coordinator;

import io.understudy.agent.attractor.ReferenceOccupancy;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.config.Settings;
import io.understudy.streams.coordinator.ExtractionPlan.Phase;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Contested;
import io.understudy.streams.topic.DriftEvent.DistillationStopped;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.DriftEvent.ModelChanged;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** The coordinator's decisions, as a function of its state and of what it observes. */
final class Coordinator {
    private static final int MOST_DOUBLINGS = 20;
    private static final int ATTRACTOR_COOLDOWNS = 10;
    /** How near to the promoted level a surrogate has to come by itself for another one to be of use again. */
    private static final double NEAR = 0.01;

    private final Settings.Fidelity fidelity;
    private final Settings.Extraction extraction;
    private final DriftDetection detection;

    Coordinator(Settings.Fidelity fidelity, Settings.Extraction extraction) {
        this.fidelity = fidelity;
        this.extraction = extraction;
        this.detection = new DriftDetection(fidelity);
    }

    /** A new state, and what happened. */
    record Step(ModelState state, List<DriftEvent> events) {}

    /**
     * Processes a micro-batch.
     *
     * @param first why the first surrogates are distilled, if there are none
     * @param references says what a surrogate of this version showed when it was promoted; null while it is not known
     * @param why says what contributes to a drop
     */
    Step observe(
            ModelState before,
            Summary summary,
            String first,
            Function<String, FidelityBaseline> references,
            Function<Drift, List<Contribution>> why,
            long now) {
        ModelState state = before.withSample(
                before.sampledFrom(), before.sampledTo() + summary.sample().size());
        if (summary.version() > state.version()) {
            state = state.withVersion(summary.version());
            ExtractionPlan plan = state.plan();
            // Those of another file that answers alike, say.
            state = plan.wantsFirst() && plan.phase() != Phase.EXTRACTING ? state.with(plan.idle()) : state;
        }
        List<DriftEvent> events = new ArrayList<>();
        // Verdicts of a version that has been replaced say nothing of the one in force.
        if (summary.version() == state.version() && summary.version() > 0) {
            Map<String, FidelityState> watches = new TreeMap<>(state.watches());
            for (String surrogate : summary.entries().get(0).surrogates().keySet()) {
                FidelityState watch = watches.getOrDefault(surrogate, FidelityState.fresh());
                watch = watch.reference() == null ? watch.withReference(references.apply(surrogate)) : watch;
                watches.put(surrogate, detection.observe(watch, surrogate, summary, now, why, events));
            }
            state = state.withWatches(watches);
        }
        state = wanting(state, first, summary.sampled(), events);
        return new Step(state, events);
    }

    /**
     * Whether a distillation has become necessary, or is no longer.
     *
     * @param sampled share of the sequences that are kept as recent traffic
     */
    private ModelState wanting(ModelState given, String first, double sampled, List<DriftEvent> events) {
        ModelState state = given;
        ExtractionPlan plan = state.plan();
        if (state.version() == 0) {
            return plan.wanted() == null ? state.with(plan.wanting(first)) : state;
        }
        Optional<Drift> drift = events.stream()
                .filter(Drift.class::isInstance)
                .map(Drift.class::cast)
                .findFirst();
        if (drift.isPresent()) {
            boolean other = plan.wanted() != null && !plan.attractorsOnly();
            String trigger = other ? plan.wanted() : drift.get().detector();
            return sinceTheChange(state.with(plan.wanting(trigger)), sampled);
        }
        if (plan.stopped() && state.watches().values().stream().allMatch(this::asPromoted)) {
            Map<String, FidelityState> watches = new TreeMap<>(state.watches());
            watches.replaceAll((name, watch) -> watch.accepting(null));
            return state.withWatches(watches).with(plan.resumed());
        }
        if (plan.wanted() != null && plan.phase() != Phase.EXTRACTING) {
            state = sinceTheChange(state, sampled);
        }
        boolean recovered = plan.phase() == Phase.WATCHING
                && plan.wanted() != null
                && !plan.wantsFirst()
                && !plan.attractorsOnly()
                && state.watches().values().stream().allMatch(this::recovered);
        return recovered ? state.with(plan.wanting(null)) : state;
    }

    private boolean recovered(FidelityState watch) {
        FidelityCounts recent = watch.recent();
        FidelityState.Drop drop = watch.drop();
        return recent.positions() >= fidelity.leastPositions()
                && (drop == null || drop.recovered(drop.measure().loss(recent.of(drop.measure()))))
                && watch.below().isEmpty();
    }

    /** Whether a surrogate does again what it did when it was promoted. */
    private boolean asPromoted(FidelityState watch) {
        FidelityCounts recent = watch.recent();
        if (watch.accepted() == null) {
            return true;
        }
        if (watch.reference() == null || recent.positions() < fidelity.leastPositions()) {
            return false;
        }
        for (Measure measure : Measure.values()) {
            double promoted = measure.loss(watch.reference().of(measure));
            double accepted = measure.loss(watch.accepted().of(measure));
            if (measure.loss(recent.of(measure)) > Math.min(promoted + NEAR, (promoted + accepted) / 2)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Only what came after the change is the traffic to explain: what is left in the window of a detector that cut it.
     */
    private static ModelState sinceTheChange(ModelState state, double sampled) {
        long from = state.watches().values().stream()
                .filter(watch -> watch.drop() != null)
                .mapToLong(watch -> state.sampledTo()
                        - (long) Math.ceil(
                                sampled * watch.detector(watch.drop().measure()).window()))
                .max()
                .orElse(state.sampledFrom());
        return state.withSample(Math.max(from, state.sampledFrom()), state.sampledTo());
    }

    /**
     * Another file is served.
     *
     * @param before the state of the file that is served now
     */
    ModelState changed(ModelState before, ModelChanged change) {
        ModelState state = change.version() > before.version() ? before.withVersion(change.version()) : before;
        ExtractionPlan plan = state.plan();
        if (plan.phase() == Phase.EXTRACTING) {
            return state;
        }
        if (!change.kept()) {
            return state.version() == 0 ? state.with(plan.wanting(Trigger.MODEL_CHANGED)) : state;
        }
        boolean free = plan.wanted() == null || plan.wantsFirst();
        return change.attractorsLost() && free ? state.with(plan.wanting(Trigger.ATTRACTORS_UNKNOWN)) : state;
    }

    /**
     * Traffic visits the attractors otherwise than when they were found: with fidelity intact, they alone are searched
     * again.
     */
    ModelState shifted(ModelState state) {
        ExtractionPlan plan = state.plan();
        boolean intact = state.watches().values().stream().noneMatch(FidelityState::dropped);
        boolean free = plan.wanted() == null && plan.phase() == Phase.WATCHING;
        long recent = Math.max(state.sampledFrom(), state.sampledTo() - ReferenceOccupancy.WINDOW);
        return intact && free && state.version() > 0
                ? state.withSample(recent, state.sampledTo()).with(plan.wanting(Trigger.ATTRACTOR_SHIFT))
                : state;
    }

    /** Traffic that goes to and fro would have them found again and again. */
    private long attractorPause() {
        return ATTRACTOR_COOLDOWNS * extraction.cooldown().toMillis();
    }

    /** Somebody requested a distillation: whatever pause there is ends. One that is under way is not begun again. */
    ModelState wanted(ModelState state, long now) {
        ExtractionPlan plan = state.plan();
        if (plan.phase() != Phase.WATCHING) {
            return state;
        }
        return state.with((plan.wanted() == null ? plan.wanting(Trigger.MANUAL) : plan).gathering(now));
    }

    /** Moves on as time passes: begins to gather once it may. */
    ModelState tick(ModelState state, long now) {
        ExtractionPlan plan = state.plan();
        boolean due = plan.phase() == Phase.WATCHING && plan.wanted() != null && now >= plan.notBefore();
        return due ? state.with(plan.gathering(now)) : state;
    }

    /** Whether time alone makes something of a state. */
    boolean moves(ModelState state, long now) {
        return tick(state, now) != state || ready(state, now);
    }

    /** How many sequences of recent traffic there are to distil from. */
    int gathered(ModelState state) {
        return (int) Math.min(extraction.sequences(), state.sampledTo() - state.sampledFrom());
    }

    /** Whether that is as many as there are to be. */
    boolean whole(ModelState state) {
        return gathered(state) >= extraction.sequences();
    }

    /** Whether there is enough to begin with. */
    boolean ready(ModelState state, long now) {
        ExtractionPlan plan = state.plan();
        boolean enough = now - plan.since() >= extraction.patience().toMillis()
                && gathered(state) >= extraction.least()
                && !plan.needsWhole();
        return plan.phase() == Phase.GATHERING && (whole(state) || enough);
    }

    /** Takes in the end of a distillation. */
    Step observe(ModelState state, ExtractionDecided decided, long now) {
        ExtractionPlan plan = state.plan();
        if (!decided.request().equals(plan.request())) {
            return new Step(state, List.of());
        }
        boolean promoted = decided.outcome().equals("promoted");
        if (promoted && decided.attractorsOnly()) {
            // A drop that was reported meanwhile still wants its distillation.
            ExtractionPlan next = plan.attractorsOnly()
                    ? plan.done(now + attractorPause())
                    : plan.done(now).wanting(plan.wanted());
            return new Step(state.withSameSurrogates(decided.version()).with(next), List.of());
        }
        // Nothing is wrong if what was requested by hand was not needed.
        if (promoted || Trigger.MANUAL.equals(plan.wanted())) {
            ModelState ended = state.with(plan.done(now + extraction.cooldown().toMillis()));
            // The first batch that is scored with the new version may be a while away.
            return new Step(promoted ? ended.withVersion(decided.version()) : ended, List.of());
        }
        boolean rejected = decided.outcome().equals("rejected");
        if (rejected && plan.whole()) {
            Map<String, FidelityState> watches = new TreeMap<>(state.watches());
            watches.replaceAll(
                    (name, watch) -> accepted(watch, decided.surrogates().get(name)));
            long pause = now + extraction.cooldown().toMillis();
            return new Step(
                    state.withWatches(watches).with(plan.stopping(pause)),
                    List.of(new DistillationStopped(decided.model(), now, state.version(), decided.request())));
        }
        int doublings = Math.min(MOST_DOUBLINGS, plan.failures());
        long pause = Math.min(
                extraction.longestPause().toMillis(), extraction.cooldown().toMillis() << doublings);
        return new Step(state.with(plan.failed(now + pause, plan.needsWhole() || rejected)), List.of());
    }

    /** What the incumbent showed on held-out traffic is the best that there is for this traffic. */
    private static FidelityState accepted(FidelityState watch, Contested contest) {
        boolean known = contest != null
                && contest.decisionAgreementIncumbent() != null
                && contest.totalVariationIncumbent() != null;
        return known
                ? watch.accepting(
                        new FidelityBaseline(contest.decisionAgreementIncumbent(), contest.totalVariationIncumbent()))
                : watch.accepting(watch.accepted());
    }

    /** How far a measure of a surrogate may go in a window; NaN if there is nothing to go by. */
    double limit(FidelityState watch, Measure measure) {
        OptionalDouble limit = detection.limit(watch.level(), measure);
        return limit.orElse(Double.NaN);
    }
}
