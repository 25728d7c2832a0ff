package io.understudy.streams.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.topic.FidelityCounts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gauges of the coordinator's state: fidelity in the two latest windows, its limits, drops that have not recovered.
 */
public final class FidelityMeters {
    private static final String SURROGATE = "surrogate";
    private static final String SEGMENT = "segment";
    private static final String DRIFT = "understudy.drift.active";

    private final MeterRegistry registry;
    private final Tags model;
    private final Map<Series, Double> values = new ConcurrentHashMap<>();

    private record Series(String name, Tags tags) {}

    FidelityMeters(MeterRegistry registry, Tags model) {
        this.registry = registry;
        this.model = model;
    }

    /**
     * What a surrogate shows in the two latest windows.
     *
     * @param floor of decision agreement; NaN without one
     * @param limit of total variation; NaN without one
     */
    public void measured(String surrogate, FidelityCounts recent, double floor, double limit) {
        Tags tags = model.and(SURROGATE, surrogate);
        set(
                "understudy.decision.agreement.ratio",
                "Share of positions at which the surrogate's first is, by the model, about as probable as its own first",
                tags,
                recent.of(Measure.DECISION_AGREEMENT));
        set(
                "understudy.total.variation",
                "Mean total variation distance of the two distributions, 0 to 1",
                tags,
                recent.of(Measure.TOTAL_VARIATION));
        set(
                "understudy.regret",
                "Mean of p_model(its first) - p_model(the surrogate's first)",
                tags,
                recent.mean(recent.regret()));
        set(
                "understudy.agreement.ratio",
                "Share of positions at which surrogate and model put the same symbol (class) first",
                tags,
                recent.mean(recent.agreed()));
        set("understudy.agreement.positions", "Positions behind the fidelity gauges", tags, recent.positions());
        set("understudy.fidelity.floor", "Decision agreement below which a window is drift", tags, floor);
        set("understudy.total.variation.limit", "Total variation above which a window is drift", tags, limit);
    }

    /** What a surrogate shows in each segment of the traffic. */
    public void segments(String surrogate, Map<String, FidelityCounts> recent) {
        recent.forEach((segment, counts) -> {
            Tags tags = model.and(SURROGATE, surrogate, SEGMENT, segment);
            set(
                    "understudy.segment.decision.agreement.ratio",
                    "Decision agreement in a segment of the traffic",
                    tags,
                    counts.of(Measure.DECISION_AGREEMENT));
            set(
                    "understudy.segment.total.variation",
                    "Mean total variation distance in a segment of the traffic",
                    tags,
                    counts.of(Measure.TOTAL_VARIATION));
            set("understudy.segment.positions", "Positions behind the gauges of a segment", tags, counts.positions());
        });
    }

    /**
     * Whether a drop of a surrogate's fidelity has been reported and has not recovered.
     *
     * @param segment that contributes most; null without one
     */
    public void dropped(String surrogate, boolean dropped, String segment) {
        Tags these = model.and(SURROGATE, surrogate, SEGMENT, dropped && segment != null ? segment : "");
        // What is 1 and stays 1 must not be 0 in between: it may be read at any moment.
        values.replaceAll((series, value) -> series.name.equals(DRIFT)
                        && !series.tags.equals(these)
                        && series.tags.stream().anyMatch(tag -> tag.getValue().equals(surrogate))
                ? 0.0
                : value);
        set(
                DRIFT,
                "1 from a reported drop of fidelity until it has recovered, by the segment that contributes most",
                these,
                dropped ? 1 : 0);
    }

    /** What was measured was of another file. */
    public void forget() {
        values.replaceAll((series, value) -> series.name.equals(DRIFT) ? 0.0 : Double.NaN);
    }

    /** Whether no distillation is begun any more because the last one was no better. */
    public void stopped(boolean stopped) {
        set(
                "understudy.distillation.stopped",
                "1 while no distillation is started: one from recent traffic was no better, and nothing has changed since",
                model,
                stopped ? 1 : 0);
    }

    private void set(String name, String description, Tags tags, double value) {
        Series series = new Series(name, tags);
        if (values.put(series, value) == null) {
            Gauge.builder(name, () -> values.get(series))
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }
}
