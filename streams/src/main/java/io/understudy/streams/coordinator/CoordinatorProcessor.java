package io.understudy.streams.coordinator;

import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.shadow.Surrogates;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.AttractorShift;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.DriftEvent.ExtractionRequested;
import io.understudy.streams.topic.DriftEvent.ExtractionWanted;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.Summary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps what {@link Coordinator} remembers, and recent traffic, in stores. Keyed by model: the owner of a model's
 * partition is the only one that decides about it.
 */
public final class CoordinatorProcessor implements Processor<String, Object, Object, Object> {
    /** The store of what is remembered of each model. */
    public static final String STATES = "model-states";
    /** The store of recent traffic: a ring for each model. */
    public static final String TRAFFIC = "recent-traffic";
    /** The store of what is remembered of the visits of each model's attractors. */
    public static final String VISITS = "attractor-visits";
    /** The store of the window that is open of each model. */
    public static final String WINDOWS = "open-windows";
    /** The store of each model's segments of traffic. */
    public static final String SEGMENTS = "segments";
    /** The store of fidelity broken down. */
    public static final String BREAKDOWNS = "breakdowns";
    /** Where windows go. */
    public static final String TO_WINDOWS = "to-windows";
    /** Where drift events go. */
    public static final String DRIFT_EVENTS = "to-drift-events";
    /** Where extraction requests go. */
    public static final String REQUESTS = "to-extraction-requests";

    private static final Duration TICK = Duration.ofMillis(500);
    /** Symbols in a request, at most: it has to fit into a record. */
    private static final int MOST_SYMBOLS = 1_000_000;

    private final Settings settings;
    private final Surrogates surrogates;
    private final Coordinator coordinator;
    private final Meters meters;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, ModelState> states;
    private KeyValueStore<String, Traffic> traffic;
    private KeyValueStore<String, VisitWatch> visits;
    private WindowLog windows;
    private SegmentLog segments;
    private BreakdownLog breakdowns;

    /** One sequence of recent traffic. */
    public record Traffic(List<String> symbols) {}

    /** One for each task. */
    public CoordinatorProcessor(Settings settings, Surrogates surrogates, Meters meters) {
        this.surrogates = surrogates;
        this.settings = settings;
        this.coordinator = new Coordinator(settings.fidelity(), settings.extraction());
        this.meters = meters;
    }

    /** The type of what {@link #STATES} holds. */
    public static Class<?> stateType() {
        return ModelState.class;
    }

    /** The type of what {@link #VISITS} holds. */
    public static Class<?> visitsType() {
        return VisitWatch.class;
    }

    /** The type of what {@link #SEGMENTS} holds. */
    public static Class<?> segmentsType() {
        return SegmentLog.Segments.class;
    }

    /** The type of what {@link #BREAKDOWNS} holds. */
    public static Class<?> breakdownsType() {
        return BreakdownLog.Block.class;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.states = context.getStateStore(STATES);
        this.traffic = context.getStateStore(TRAFFIC);
        this.visits = context.getStateStore(VISITS);
        this.windows = new WindowLog(
                context.getStateStore(WINDOWS),
                settings.fidelity().window(),
                window -> context.forward(new Record<>(window.model(), window, window.at()), TO_WINDOWS));
        this.segments = new SegmentLog(
                context.getStateStore(SEGMENTS), settings.fidelity().window());
        this.breakdowns = new BreakdownLog(context.getStateStore(BREAKDOWNS));
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, Object> record) {
        long now = context.currentSystemTimeMs();
        String model = record.key();
        ModelState state = states.get(model);
        state = state == null ? ModelState.fresh() : state;
        if (record.value() instanceof Summary summary) {
            remember(model, state, summary);
            visited(model, summary, now);
            UnaryOperator<String> names = segment -> segments.name(model, segment);
            windows.hear(summary, names, now);
            segments.hear(summary, now);
            breakdowns.hear(summary, names);
            Coordinator.Step step = coordinator.hear(
                    state,
                    summary,
                    surrogate -> reference(summary.version(), surrogate),
                    breakdowns::contributions,
                    now);
            step.events().forEach(this::tell);
            show(model, step.state());
            advance(model, step.state(), now);
        } else if (record.value() instanceof ExtractionDecided decided) {
            Coordinator.Step step = coordinator.hear(state, decided, now);
            step.events().forEach(this::tell);
            advance(model, step.state(), now);
        } else if (record.value() instanceof ExtractionWanted) {
            advance(model, coordinator.wanted(state, now), now);
        }
    }

    /** What a surrogate showed on held-out traffic; null where this instance does not have its version yet. */
    private Level reference(long version, String surrogate) {
        return surrogates
                .current()
                .map(Surrogates.Loaded::bundle)
                .filter(bundle -> bundle.version() == version)
                .map(bundle -> bundle.provenance().origins().get(surrogate))
                .map(origin -> Level.of(origin.heldOut()))
                .orElse(null);
    }

    private void show(String model, ModelState state) {
        state.watches().forEach((surrogate, watch) -> meters.fidelity()
                .measured(
                        surrogate,
                        watch.recent(),
                        coordinator.limit(watch, Measure.DECISION_AGREEMENT),
                        coordinator.limit(watch, Measure.TOTAL_VARIATION)));
        segments.recent(model).forEach((surrogate, counts) -> meters.fidelity().segments(surrogate, counts));
    }

    private void visited(String model, Summary summary, long now) {
        Optional<AttractorMap> map = surrogates
                .current()
                .map(Surrogates.Loaded::bundle)
                .filter(bundle -> bundle.version() == summary.version())
                .map(Bundle::attractors);
        if (map.isEmpty() || summary.visits() == null) {
            return;
        }
        VisitWatch watch = visits.get(model);
        boolean mine = watch != null
                && watch.version() == summary.version()
                && watch.visits().length == summary.visits().length;
        VisitWatch.Step step =
                (mine ? watch : VisitWatch.fresh(summary.version(), map.get())).hear(summary, map.get(), now);
        step.distance()
                .ifPresent(distance -> meters.shift(distance, step.watch().shifted()));
        step.event().ifPresent(this::tell);
        visits.put(model, step.watch());
    }

    private void tick(long now) {
        windows.tick(now);
        List<KeyValue<String, ModelState>> all = new ArrayList<>();
        try (KeyValueIterator<String, ModelState> entries = states.all()) {
            entries.forEachRemaining(all::add);
        }
        // What does not change is not written again: every write goes to the changelog.
        all.stream()
                .filter(entry -> coordinator.moves(entry.value, now))
                .forEach(entry -> advance(entry.key, entry.value, now));
    }

    private void advance(String model, ModelState state, long now) {
        ModelState next = coordinator.tick(state, now);
        if (coordinator.ready(next, now)) {
            String id = model + "-" + next.version() + "-" + next.sampledTo();
            List<List<String>> sequences = recent(model, next);
            context.forward(
                    new Record<>(
                            model,
                            new ExtractionRequest(id, model, next.plan().wanted(), next.version(), sequences),
                            now),
                    REQUESTS);
            tell(new ExtractionRequested(model, now, id, next.plan().wanted(), sequences.size()));
            next = next.with(next.plan().extracting(id, coordinator.whole(next)));
        }
        states.put(model, next);
        meters.fidelity().stopped(next.plan().stopped());
        next.watches()
                .forEach((surrogate, watch) -> meters.fidelity().dropped(surrogate, watch.dropped(), watch.segment()));
    }

    private void tell(DriftEvent event) {
        context.forward(new Record<>(event.model(), event, event.at()), DRIFT_EVENTS);
        if (event instanceof Drift drift) {
            meters.drift(drift.surrogate(), drift.detector());
        } else if (event instanceof AttractorShift) {
            meters.shifted();
        }
    }

    private void remember(String model, ModelState state, Summary summary) {
        long number = state.sampledTo();
        for (List<String> symbols : summary.sample()) {
            traffic.put(slot(model, number), new Traffic(symbols));
            number++;
        }
    }

    /** The latest sequences first, as many as a request holds; in the order in which they came. */
    private List<List<String>> recent(String model, ModelState state) {
        List<List<String>> sequences = new ArrayList<>();
        long symbols = 0;
        for (long number = state.sampledTo() - 1; number >= state.sampledTo() - coordinator.gathered(state); number--) {
            Traffic sequence = traffic.get(slot(model, number));
            symbols += sequence == null ? 0 : sequence.symbols().size();
            if (sequence == null || symbols > MOST_SYMBOLS) {
                break;
            }
            sequences.add(0, sequence.symbols());
        }
        return sequences;
    }

    private String slot(String model, long number) {
        return model + "/" + number % settings.extraction().sequences();
    }
}
