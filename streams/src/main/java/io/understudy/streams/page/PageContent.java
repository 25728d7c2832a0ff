package io.understudy.streams.page;

import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import io.understudy.agent.rule.Rules;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.Provenance;
import io.understudy.streams.config.Settings;
import io.understudy.streams.recent.RecentHistory;
import io.understudy.streams.serving.Serving;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Window;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Builds the content of the page. Pictures are drawn once for each version. */
public final class PageContent {
    private final Serving serving;
    private final Settings settings;
    private final Surrogates surrogates;
    private final RecentHistory recent;
    private final Clock clock;
    private final AtomicReference<Status.Work> work = new AtomicReference<>();
    private Pictures pictures;

    /** The pictures of one bundle. */
    private record Pictures(Surrogates.Loaded of, Map<String, Drawing> automata, Optional<AttractorView> attractors) {
        static Pictures of(Surrogates.Loaded loaded) {
            Bundle bundle = loaded.bundle();
            Map<String, Drawing> automata = new TreeMap<>();
            loaded.drawn().forEach((name, automaton) -> automata.put(name, Drawing.of(name, bundle, automaton)));
            return new Pictures(
                    loaded,
                    automata,
                    Optional.ofNullable(bundle.attractors()).map(map -> AttractorView.of(bundle.version(), map)));
        }
    }

    /** Of one model. */
    public PageContent(Serving serving, Settings settings, Surrogates surrogates, RecentHistory recent, Clock clock) {
        this.serving = serving;
        this.settings = settings;
        this.surrogates = surrogates;
        this.recent = recent;
        this.clock = clock;
    }

    /** How far the distillation of this instance is; the last word stays when it has ended. */
    public void working(String stage, long done, long of) {
        work.set(new Status.Work(stage, done, of));
    }

    /**
     * How things stand.
     *
     * @param streams the state of Kafka Streams
     * @param ready whether they run and surrogates are loaded
     */
    public Status status(String streams, boolean ready) {
        Optional<Bundle> bundle = surrogates.current().map(Surrogates.Loaded::bundle);
        Window latest = recent.latest(surrogates.version());
        Manifest manifest = serving.manifest();
        return new Status(
                manifest.id(),
                serving.sha256(),
                manifest.task() == Task.CLASSIFIER ? "classifier" : "language-model",
                surrogates.version(),
                bundle.map(these -> these.provenance().made().toEpochMilli()).orElse(null),
                clock.millis(),
                settings.fidelity().window().toMillis() / 1000.0,
                streams,
                ready,
                bundle.map(these -> these.surrogates().entrySet().stream()
                                .map(entry -> surrogate(entry.getKey(), entry.getValue(), these, latest))
                                .toList())
                        .orElse(List.of()),
                bundle.map(Bundle::attractors)
                        .map(map -> map.attractors().size())
                        .orElse(0),
                work.get(),
                recent.deadLettersRead(),
                settings.http().token().isPresent());
    }

    private Status.Surrogate surrogate(String name, Surrogate surrogate, Bundle bundle, Window latest) {
        FidelityCounts counts = latest.surrogates().getOrDefault(name, FidelityCounts.NONE);
        Provenance.Origin origin = bundle.provenance().origins().get(name);
        OptionalDouble floor = settings.fidelity()
                .limits()
                .of(Measure.DECISION_AGREEMENT, Measure.DECISION_AGREEMENT.of(origin.heldOut()));
        return new Status.Surrogate(
                name,
                surrogate instanceof Rules ? "rules" : surrogate instanceof FiniteAutomaton ? "finite" : "weighted",
                surrogate.size(),
                origin.how(),
                shown(counts, counts.decided()),
                shown(counts, counts.variation()),
                shown(counts, counts.regret()),
                shown(counts, counts.agreed()),
                counts.positions(),
                floor.isPresent() ? floor.getAsDouble() : null);
    }

    private static Double shown(FidelityCounts counts, double sum) {
        return counts.positions() == 0 ? null : counts.mean(sum);
    }

    /** Fidelity in each segment of the latest traffic. */
    public SegmentTable segments() {
        return SegmentTable.of(recent.latest(surrogates.version()));
    }

    /** Windows that were summed up after a moment. */
    public FidelitySeries fidelity(long since) {
        return FidelitySeries.of(recent.windows(since));
    }

    /** Where the latest sequences were. */
    public CurrentOccupancy visits() {
        return CurrentOccupancy.of(recent.latest(surrogates.version()));
    }

    /** The picture of a surrogate in force; empty if there is none of that name. */
    public Optional<Drawing> drawing(String surrogate) {
        return pictures().map(these -> these.automata.get(surrogate));
    }

    /** The rules and what fired of them; empty if none are in force. */
    public Optional<RuleView> rules() {
        return surrogates.current().map(Surrogates.Loaded::bundle).flatMap(bundle -> Optional.ofNullable(
                        bundle.surrogates().get(Bundle.RULES))
                .map(rules -> RuleView.of((Rules) rules, bundle, recent.latest(bundle.version()))));
    }

    /** The attractors; empty if they are not known. */
    public Optional<AttractorView> attractors() {
        return pictures().flatMap(Pictures::attractors);
    }

    /** Draws what is in force, where that has not been done, so that nobody has to wait for it. */
    public void prepare() {
        pictures();
    }

    private synchronized Optional<Pictures> pictures() {
        return surrogates.current().map(loaded -> {
            if (pictures == null || pictures.of != loaded) {
                pictures = Pictures.of(loaded);
            }
            return pictures;
        });
    }
}
