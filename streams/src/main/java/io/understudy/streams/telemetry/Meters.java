package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.topic.Phrases;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** All meters of this application, for one model. */
public final class Meters {
    static final String MODEL = "model";
    static final String DEAD_LETTER = "dead-letter";
    private static final String SURROGATE = "surrogate";
    private static final double[] KL_BUCKETS = {1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};

    private final MeterRegistry registry;
    private final Clock clock;
    private final Tags model;
    private final AtomicReference<Instant> made = new AtomicReference<>();
    private final Map<String, DistributionSummary> divergences = new ConcurrentHashMap<>();
    private final Map<String, Timer> inference = new ConcurrentHashMap<>();
    private final Counter scored;
    private final Counter unscored;
    private final Counter deadLetters;
    private final Counter ignored;
    private final Counter sampledOut;
    private final Counter positions;
    private final Counter queried;
    private final MultiGauge info;
    private final AttractorMeters attractors;
    private final FidelityMeters fidelity;
    private final ModelMeters served;

    /** Registers what is there from the start. */
    public Meters(MeterRegistry registry, String model, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.model = Tags.of(MODEL, model);
        this.info = MultiGauge.builder("understudy.surrogate.info")
                .description("Always 1; the labels name the surrogate in force")
                .register(registry);
        Gauge.builder("understudy.surrogate.age", () -> {
                    Instant since = made.get();
                    return since == null
                            ? Double.NaN
                            : Duration.between(since, clock.instant()).toMillis() / 1000.0;
                })
                .description("Time since the surrogates in force were distilled")
                .baseUnit("seconds")
                .tags(this.model)
                .register(registry);
        this.attractors = new AttractorMeters(registry, this.model);
        this.fidelity = new FidelityMeters(registry, this.model);
        this.served = new ModelMeters(registry, this.model);
        this.scored = sequences(registry, this.model, "scored");
        this.unscored = sequences(registry, this.model, "unscored");
        this.deadLetters = sequences(registry, this.model, DEAD_LETTER);
        this.ignored = sequences(registry, this.model, "ignored");
        this.sampledOut = sequences(registry, this.model, "sampled-out");
        this.positions = Counter.builder("understudy.positions")
                .description("Positions of the sequences that were scored")
                .tags(this.model)
                .register(registry);
        this.queried = Counter.builder("understudy.sequences.queried")
                .description("Sequences that were put to the model: not those that were the same as one shortly before")
                .tags(this.model)
                .register(registry);
    }

    static Counter sequences(MeterRegistry registry, Tags model, String outcome) {
        return Counter.builder("understudy.sequences")
                .description(
                        "Sequences taken in: scored, unscored (no surrogate yet), sent to the dead letters, sampled out (sample.ratio),"
                                + " or ignored (what the model server answered)")
                .tags(model.and("outcome", outcome))
                .register(registry);
    }

    /** So many sequences were put to the model. */
    public void queried(int sequences) {
        queried.increment(sequences);
    }

    /** A sequence got its verdict. */
    public void scored(int rows, Map<String, Comparison> comparisons) {
        (comparisons.isEmpty() ? unscored : scored).increment();
        positions.increment(rows);
        comparisons.forEach((surrogate, comparison) -> divergences
                .computeIfAbsent(surrogate, this::divergence)
                .record(comparison.kl() / comparison.positions()));
    }

    private DistributionSummary divergence(String surrogate) {
        return DistributionSummary.builder("understudy.kl.nats")
                .description("KL(model || surrogate) of a sequence, mean over its positions, in nats")
                .tags(model.and(SURROGATE, surrogate))
                .serviceLevelObjectives(KL_BUCKETS)
                .register(registry);
    }

    /** The sequences of a micro-batch went from attractor to attractor. */
    public void visited(AttractorTraffic traffic) {
        attractors.visited(traffic);
    }

    /** How far recent visits of attractors are from the reference, as the coordinator sees it. */
    public void shift(double distance, boolean shifted) {
        attractors.shifted(distance, shifted);
    }

    /** A shift was reported. */
    public void shifted() {
        attractors.reported();
    }

    /** Sequences went to the dead letters. */
    public void deadLetters(int sequences) {
        deadLetters.increment(sequences);
    }

    /** Sequences are not scored, because only a sample is. */
    public void sampledOut(int sequences) {
        sampledOut.increment(sequences);
    }

    /** A record was not meant for us. */
    public void ignored() {
        ignored.increment();
    }

    /** Runs a batch through an engine and measures the time it takes. */
    public <T> T timed(String engine, Supplier<T> batch) {
        return inference.computeIfAbsent(engine, this::inference).record(batch);
    }

    /**
     * Rules answered.
     *
     * @param phrases that fired; null without rules
     */
    public void fired(Phrases phrases) {
        if (phrases != null) {
            ruled("yes", phrases.covered());
            ruled("no", phrases.positions() - phrases.covered());
        }
    }

    private void ruled(String covered, long positions) {
        Counter.builder("understudy.rules.positions")
                .description("Positions at which the rules answered; covered where a phrase applied")
                .tags(model.and("covered", covered))
                .register(registry)
                .increment(positions);
    }

    private Timer inference(String engine) {
        return Timer.builder("understudy.inference")
                .description("Time of a micro-batch in the model or in a surrogate")
                .tags(model.and("engine", engine))
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(100_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
    }

    /** What the coordinator sees of fidelity. */
    public FidelityMeters fidelity() {
        return fidelity;
    }

    /** What is served, and what production answered. */
    public ModelMeters served() {
        return served;
    }

    /** A detector gave the alarm. */
    public void drift(String surrogate, String detector) {
        Counter.builder("understudy.drift.events")
                .description("Drops of fidelity that a detector reported")
                .tags(model.and(SURROGATE, surrogate).and("detector", detector))
                .register(registry)
                .increment();
    }

    /** A distillation ended. */
    public void extraction(String trigger, String outcome, Duration took) {
        Counter.builder("understudy.extractions")
                .description("Distillations that ended")
                .tags(model.and("trigger", trigger).and("outcome", outcome))
                .register(registry)
                .increment();
        Timer.builder("understudy.extraction")
                .description("Time of a distillation, comparison with the incumbent included")
                .tags(model)
                .serviceLevelObjectives(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30))
                .register(registry)
                .record(took);
    }

    /** These surrogates are in force from now on. */
    public void surrogatesLoaded(Bundle bundle) {
        made.set(bundle.provenance().made());
        info.register(
                bundle.surrogates().entrySet().stream()
                        .map(surrogate -> MultiGauge.Row.of(
                                model.and(
                                        Tag.of(SURROGATE, surrogate.getKey()),
                                        Tag.of("version", Long.toString(bundle.version())),
                                        Tag.of(
                                                "states",
                                                Integer.toString(
                                                        surrogate.getValue().size()))),
                                1))
                        .toList(),
                true);
    }

    /** None are in force any more. */
    public void surrogatesGone() {
        made.set(null);
        info.register(List.of(), true);
    }
}
