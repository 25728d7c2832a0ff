package io.understudy.streams.shadow;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.Automaton;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.draw.Sketch;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.OnnxModel;
import io.understudy.agent.rule.PhraseScorer;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.telemetry.Meters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The surrogates in force, as this instance has read them from the surrogates topic. */
public final class Surrogates {
    private static final Logger LOG = LoggerFactory.getLogger(Surrogates.class);

    private final OnnxModel model;
    private final OptionalDouble floor;
    private final Meters meters;
    private final BundleFormat format = new BundleFormat();
    private final AtomicReference<Loaded> current = new AtomicReference<>();

    /**
     * A bundle, ready for use.
     *
     * @param drawn what is drawn of each automaton, and walked through to see where traffic goes
     */
    public record Loaded(
            Bundle bundle,
            Map<String, Scorer> scorers,
            Map<String, FiniteAutomaton> drawn,
            Optional<Assignment> attractors) {
        /** The rules, which say why; empty if there are none. */
        public Optional<PhraseScorer> rules() {
            return Optional.ofNullable(scorers.get(Bundle.RULES)).map(PhraseScorer.class::cast);
        }
    }

    /**
     * Starts without any.
     *
     * @param floor of decision agreement that is configured; empty where it follows from what a surrogate showed
     */
    public Surrogates(OnnxModel model, OptionalDouble floor, Meters meters) {
        this.model = model;
        this.floor = floor;
        this.meters = meters;
    }

    /** The surrogates to score with now. */
    public Optional<Loaded> current() {
        return Optional.ofNullable(current.get());
    }

    /** The version in force; 0 before the first. */
    public long version() {
        return current().map(loaded -> loaded.bundle().version()).orElse(0L);
    }

    /**
     * Takes what the topic holds for a model. What does not fit this model is left aside: whoever wrote it runs another
     * release or another model under the same id.
     *
     * @param bytes a bundle; null if it was deleted
     */
    public void offer(String id, byte[] bytes) {
        if (!id.equals(model.manifest().id())) {
            return;
        }
        if (bytes == null) {
            current.set(null);
            meters.surrogatesGone();
            return;
        }
        try {
            Bundle bundle = format.read(bytes, "the surrogates topic");
            bundle.requireFits(id, model);
            Map<String, Scorer> scorers = new TreeMap<>();
            Map<String, FiniteAutomaton> drawn = new TreeMap<>();
            bundle.surrogates().forEach((name, surrogate) -> {
                scorers.put(name, surrogate.compiled());
                if (surrogate instanceof Automaton automaton) {
                    drawn.put(name, drawn(automaton));
                }
            });
            Optional<Assignment> attractors =
                    Optional.ofNullable(bundle.attractors()).map(Assignment::new);
            current.set(new Loaded(bundle, scorers, drawn, attractors));
            meters.surrogatesLoaded(bundle);
            warnBelowFloor(bundle);
            LOG.info("scoring with version {} of the surrogates of {}", bundle.version(), id);
        } catch (InvalidInputException e) {
            LOG.error("left aside a record of the surrogates topic: {}", e.getMessage());
        }
    }

    /** It is no drift if a surrogate never was above the floor, but whoever set it should know. */
    private void warnBelowFloor(Bundle bundle) {
        bundle.provenance().origins().forEach((name, origin) -> {
            double shown = Measure.DECISION_AGREEMENT.of(origin.heldOut());
            if (floor.isPresent() && shown < floor.getAsDouble()) {
                LOG.warn(
                        "version {} of '{}' is below 'fidelity.floor' of {} from the start: decision agreement {} on held-out"
                                + " sequences; drift is reported below that, less 'fidelity.margin'",
                        bundle.version(),
                        name,
                        floor.getAsDouble(),
                        String.format(Locale.ROOT, "%.3f", shown));
            }
        });
    }

    private static FiniteAutomaton drawn(Automaton automaton) {
        if (automaton instanceof WeightedAutomaton weighted) {
            return Sketch.of(weighted);
        }
        return (FiniteAutomaton) automaton;
    }
}
