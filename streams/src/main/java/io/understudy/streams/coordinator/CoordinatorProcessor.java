package io.understudy.streams.coordinator;

import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Models;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.AttractorShift;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.DriftEvent.ExtractionRequested;
import io.understudy.streams.topic.DriftEvent.ExtractionWanted;
import io.understudy.streams.topic.DriftEvent.ModelChanged;
import io.understudy.streams.topic.ExtractionRequest;
import io.understudy.streams.topic.ServedComparison;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the coordinator's state, and recent traffic, in stores. Keyed by model: the owner of a model's partition is
 * the only one that decides about it.
 */
public final class CoordinatorProcessor implements Processor<String, Object, Object, Object> {
    /** Where windows go. */
    public static final String TO_WINDOWS = "to-windows";
    /** Where drift events go. */
    public static final String DRIFT_EVENTS = "to-drift-events";
    /** Where extraction requests go. */
    public static final String REQUESTS = "to-extraction-requests";

    private static final Duration TICK = Duration.ofMillis(500);
    private final CurrentFile front = new CurrentFile();

    private final Settings settings;
    private final Models models;
    private final Coordinator coordinator;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, ModelState> states;
    private KeyValueStore<String, OccupancyState> visits;
    private KeyValueStore<String, ServedAnswerState> served;
    private TrafficLog traffic;
    private WindowLog windows;
    private SegmentLog segments;
    private BreakdownLog breakdowns;

    /** One for each task. */
    public CoordinatorProcessor(Settings settings, Models models) {
        this.models = models;
        this.settings = settings;
        this.coordinator = new Coordinator(settings.fidelity(), settings.extraction());
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        this.context = context;
        this.states = context.getStateStore(CoordinatorStores.STATES);
        this.traffic = new TrafficLog(
                context.getStateStore(CoordinatorStores.TRAFFIC),
                context.getStateStore(CoordinatorStores.COUNTS),
                settings.extraction().sequences());
        this.visits = context.getStateStore(CoordinatorStores.OCCUPANCY);
        this.served = context.getStateStore(CoordinatorStores.SERVED);
        this.windows = new WindowLog(
                context.getStateStore(CoordinatorStores.WINDOWS),
                settings.fidelity().window(),
                window -> context.forward(new Record<>(window.model(), window, window.at()), TO_WINDOWS));
        this.segments = new SegmentLog(
                context.getStateStore(CoordinatorStores.SEGMENTS),
                settings.fidelity().window());
        this.breakdowns = new BreakdownLog(context.getStateStore(CoordinatorStores.BREAKDOWNS));
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, Object> record) {
        long now = context.currentSystemTimeMs();
        if (record.value() instanceof Summary summary) {
            observe(summary, now);
        } else if (record.value() instanceof ExtractionDecided decided) {
            ServedFile file = new ServedFile(decided.model(), decided.modelSha256());
            Coordinator.Step step = coordinator.observe(state(file), decided, now);
            step.events().forEach(this::publish);
            advance(file, step.state(), now);
        } else if (record.value() instanceof ExtractionWanted wanted) {
            ServedFile file = new ServedFile(wanted.model(), wanted.modelSha256());
            advance(file, coordinator.wanted(state(file), now), now);
        } else if (record.value() instanceof ModelChanged change) {
            ServedFile file = new ServedFile(change.model(), change.after());
            takesFront(file, front.begins(file, now));
            advance(file, coordinator.changed(state(file), change), now);
        }
    }

    private void observe(Summary summary, long now) {
        ServedFile file = summary.file();
        compared(file, summary.served(), now);
        if (summary.entries().isEmpty()) {
            return;
        }
        takesFront(file, front.scored(file, now));
        ModelState state = state(file);
        traffic.add(summary);
        boolean shifted = visited(file, summary, now);
        UnaryOperator<String> names = segment -> segments.name(file, segment);
        windows.observe(summary, names, now);
        segments.observe(summary, now);
        breakdowns.observe(summary, names);
        Coordinator.Step step = coordinator.observe(
                state,
                summary,
                first(file, summary),
                surrogate -> reference(file, summary.version(), surrogate),
                drift -> breakdowns.contributions(file, drift),
                now);
        step.events().forEach(this::publish);
        show(file, step.state());
        advance(file, shifted ? coordinator.shifted(step.state()) : step.state(), now);
    }

    private ModelState state(ServedFile file) {
        ModelState known = states.get(file.key());
        long count = traffic.count(file.model());
        return known == null
                ? ModelState.fresh(traffic.first(file.model()), count)
                : known.withSample(known.sampledFrom(), count);
    }

    /**
     * Why the first surrogates of a file are distilled: another file of the model may have been served with its own.
     */
    private String first(ServedFile file, Summary summary) {
        // Only while there are none does it matter, and to look through all files takes time.
        boolean another = summary.version() == 0
                && all().stream()
                        .filter(entry -> ServedFile.of(entry.key).model().equals(file.model()))
                        .anyMatch(entry -> !entry.key.equals(file.key()) && entry.value.version() > 0);
        return another ? Trigger.MODEL_CHANGED : Trigger.INITIAL;
    }

    /** What the gauges said was of another file. */
    private void takesFront(ServedFile file, boolean newInFront) {
        if (newInFront) {
            models.withMeters(file.model(), meters -> {
                meters.fidelity().forget();
                meters.shift(Double.NaN, false);
            });
        }
    }

    /** What a surrogate showed on held-out traffic; null where this instance does not have its version yet. */
    private FidelityBaseline reference(ServedFile file, long version, String surrogate) {
        return bundle(file, version)
                .map(bundle -> bundle.provenance().origins().get(surrogate))
                .map(origin -> FidelityBaseline.of(origin.heldOut()))
                .orElse(null);
    }

    /** A model that another instance serves, and this one does not, has no meters here. */
    private void withMeters(ServedFile file, Consumer<Meters> what) {
        if (front.is(file)) {
            models.withMeters(file.model(), what);
        }
    }

    private Optional<Bundle> bundle(ServedFile file, long version) {
        return models.find(file.model()).flatMap(model -> model.surrogates().bundle(file, version));
    }

    private void show(ServedFile file, ModelState state) {
        withMeters(file, meters -> {
            state.watches().forEach((surrogate, watch) -> meters.fidelity()
                    .measured(
                            surrogate,
                            watch.recent(),
                            coordinator.limit(watch, Measure.DECISION_AGREEMENT),
                            coordinator.limit(watch, Measure.TOTAL_VARIATION)));
            segments.recent(file)
                    .forEach((surrogate, counts) -> meters.fidelity().segments(surrogate, counts));
        });
    }

    /** Whether a window is over in which the attractors were visited otherwise than in their reference. */
    private boolean visited(ServedFile file, Summary summary, long now) {
        Optional<AttractorMap> map = bundle(file, summary.version()).map(Bundle::attractors);
        if (map.isEmpty() || summary.visits() == null) {
            return false;
        }
        OccupancyState watch = visits.get(file.key());
        boolean mine = watch != null
                && watch.version() == summary.version()
                && watch.visits().attractors() == summary.visits().attractors();
        OccupancyState.Step step =
                (mine ? watch : OccupancyState.fresh(summary.version(), map.get())).observe(summary, map.get(), now);
        if (!mine || step.distance().isPresent()) {
            withMeters(
                    file,
                    meters -> meters.shift(
                            step.distance().orElse(Double.NaN), step.watch().shifted()));
        }
        step.event().ifPresent(this::publish);
        visits.put(file.key(), step.watch());
        return step.distance().isPresent() && step.watch().shifted();
    }

    private void compared(ServedFile file, ServedComparison batch, long now) {
        if (batch.compared() == 0) {
            return;
        }
        ServedAnswerState watch = served.get(file.key());
        ServedAnswerState.Step step = (watch == null ? ServedAnswerState.fresh() : watch).observe(file, batch, now);
        step.event().ifPresent(this::publish);
        served.put(file.key(), step.watch());
    }

    private List<KeyValue<String, ModelState>> all() {
        List<KeyValue<String, ModelState>> all = new ArrayList<>();
        try (KeyValueIterator<String, ModelState> entries = states.all()) {
            entries.forEachRemaining(all::add);
        }
        return all;
    }

    private void tick(long now) {
        windows.tick(now);
        // What does not change is not written again: every write goes to the changelog.
        all().stream()
                .filter(entry -> front.is(ServedFile.of(entry.key)) && coordinator.moves(entry.value, now))
                .forEach(entry -> advance(ServedFile.of(entry.key), entry.value, now));
    }

    private void advance(ServedFile file, ModelState state, long now) {
        String model = file.model();
        ModelState next = coordinator.tick(state, now);
        if (coordinator.ready(next, now)) {
            ExtractionPlan plan = next.plan();
            String id = model + "-" + next.version() + "-" + next.sampledTo();
            List<List<String>> sequences = traffic.latest(model, coordinator.gathered(next));
            ExtractionRequest request =
                    new ExtractionRequest(id, model, file.sha256(), plan.wanted(), next.version(), sequences);
            Headers headers = new RecordHeaders()
                    .add(ExtractionRequest.FILE, file.sha256().getBytes(StandardCharsets.UTF_8));
            context.forward(new Record<>(model, request, now, headers), REQUESTS);
            publish(new ExtractionRequested(model, file.sha256(), now, id, plan.wanted(), sequences.size()));
            next = next.with(plan.extracting(id, coordinator.whole(next)));
        }
        states.put(file.key(), next);
        shown(file, next);
    }

    private void shown(ServedFile file, ModelState state) {
        withMeters(file, meters -> {
            meters.fidelity().stopped(state.plan().stopped());
            state.watches().forEach((surrogate, watch) -> meters.fidelity()
                    .dropped(surrogate, watch.dropped(), watch.segment()));
        });
    }

    private void publish(DriftEvent event) {
        context.forward(new Record<>(event.model(), event, event.at()), DRIFT_EVENTS);
        if (event instanceof Drift drift) {
            models.withMeters(event.model(), meters -> meters.drift(drift.surrogate(), drift.detector()));
        } else if (event instanceof AttractorShift) {
            models.withMeters(event.model(), Meters::shifted);
        }
    }
}
