package io.understudy.streams.serving;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.automaton.Automaton;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.draw.Sketch;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.fingerprint.Match;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.phrase.PhraseScorer;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.ServedFile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bundles of the surrogates topic, and which of them is in force for the model that is served: the latest that was
 * distilled from its file, or else from a file that answers alike. A bundle of another function is never in force.
 */
public final class Surrogates {
    private static final Logger LOG = LoggerFactory.getLogger(Surrogates.class);
    /** Files of a model whose bundles are kept, so that a roll-back finds its own. */
    private static final int MOST_FILES = 4;

    private final String id;
    private final OptionalDouble floor;
    private final Meters meters;
    private final BundleFormat format = new BundleFormat();
    private final SortedMap<String, Bundle> bundles = new TreeMap<>();
    private volatile OnnxModel served;
    /** By SHA-256 of a model's file: of the one that is served, and of the one before, which may still be in use. */
    private volatile Map<String, Loaded> inForce = Map.of();

    private volatile String refusal = "";
    private volatile BiConsumer<String, byte[]> repair = (key, bundle) -> {};

    /**
     * A bundle, ready for use.
     *
     * @param modelSha256 the file that it is in force for
     * @param attractorsLost whether its attractors are those of other hidden states, and so have been left out
     * @param drawn what is drawn of each automaton, and walked through to see where traffic goes
     */
    public record Loaded(
            String modelSha256,
            boolean attractorsLost,
            Bundle bundle,
            Map<String, Scorer> scorers,
            Map<String, FiniteAutomaton> drawn,
            Optional<Assignment> attractors) {
        /** The ids of its attractors, in the order of their map; empty where they are not known. */
        public Optional<List<String>> attractorIds() {
            return Optional.ofNullable(bundle.attractors())
                    .map(map -> map.attractors().stream().map(Attractor::id).toList());
        }

        /** The rules, which say why; empty if there are none. */
        public Optional<PhraseScorer> rules() {
            return Optional.ofNullable(scorers.get(Bundle.RULES)).map(PhraseScorer.class::cast);
        }
    }

    /**
     * Starts without any.
     *
     * @param served the model
     * @param floor of decision agreement that is configured; empty where it follows from what a surrogate showed
     */
    public Surrogates(OnnxModel served, OptionalDouble floor, Meters meters) {
        this.id = served.manifest().id();
        this.served = served;
        this.floor = floor;
        this.meters = meters;
    }

    /**
     * Sets how a record of the topic that is no bundle is overwritten with the one that was there before.
     *
     * @param repair gets the key and the bundle
     */
    public void repairWith(BiConsumer<String, byte[]> repair) {
        this.repair = repair;
    }

    /** The surrogates to score the model with that is served now. */
    public Optional<Loaded> current() {
        return of(served.sha256());
    }

    /** The surrogates in force for a file. */
    public Optional<Loaded> of(String modelSha256) {
        return Optional.ofNullable(inForce.get(modelSha256));
    }

    /** The version in force; 0 before the first. */
    public long version() {
        return current().map(loaded -> loaded.bundle().version()).orElse(0L);
    }

    /** The highest version of any bundle of the model; 0 before the first. */
    public synchronized long latestVersion() {
        return newest().map(Bundle::version).orElse(0L);
    }

    /**
     * A bundle, whether or not it is in force here.
     *
     * @param file that it is in force for somewhere
     */
    public synchronized Optional<Bundle> bundle(ServedFile file, long version) {
        Optional<Bundle> own = Optional.ofNullable(bundles.get(file.key())).filter(one -> one.version() == version);
        return own.or(() -> bundles.values().stream()
                .filter(one -> one.version() == version)
                .findFirst());
    }

    /** The newest bundle, in force or not. */
    public synchronized Optional<Bundle> newest() {
        return newestFirst().stream().findFirst();
    }

    private List<Bundle> newestFirst() {
        return bundles.values().stream()
                .sorted(Comparator.comparingLong(Bundle::version).reversed())
                .toList();
    }

    /** Keys of the topic whose bundles have been followed by those of enough other files. */
    public synchronized List<String> outdated() {
        return bundles.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Bundle> one) ->
                                one.getValue().version())
                        .reversed())
                .skip(MOST_FILES)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Why the newest bundle is not in force; empty if it is, or there is none. */
    public String refusal() {
        return refusal;
    }

    /**
     * Takes what the topic holds.
     *
     * @param key names model and file
     * @param bytes a bundle; null if it was deleted
     */
    public synchronized void offer(String key, byte[] bytes) {
        if (!ServedFile.of(key).model().equals(id)) {
            return;
        }
        try {
            if (bytes == null) {
                bundles.remove(key);
            } else {
                bundles.put(key, format.read(bytes, "the surrogates topic"));
            }
            choose(served);
        } catch (InvalidInputException e) {
            LOG.error("refused a record of the surrogates topic: {}", e.getMessage());
            // An instance that starts later finds the last record of a key, and would have none.
            Optional.ofNullable(bundles.get(key)).ifPresent(known -> repair.accept(key, format.write(known)));
        }
    }

    /** Another model is about to be served: from now on its surrogates are the current ones. */
    public synchronized void serve(OnnxModel next) {
        Map<String, Loaded> both = new HashMap<>();
        current().ifPresent(before -> both.put(served.sha256(), before));
        inForce = both;
        choose(next);
        served = next;
    }

    private void choose(OnnxModel model) {
        refusal = "";
        for (Bundle bundle : newestFirst()) {
            Loaded before = inForce.get(model.sha256());
            if (before != null && before.bundle().version() == bundle.version()) {
                return;
            }
            Optional<Match> match = match(bundle, model);
            if (match.isPresent()) {
                put(loaded(bundle, model, match.get().sameStates()));
                return;
            }
        }
        Map<String, Loaded> without = new HashMap<>(inForce);
        without.remove(model.sha256());
        inForce = without;
        meters.surrogatesGone();
    }

    /** How a model answers to what a bundle was distilled from; empty if it is not the same function. */
    private Optional<Match> match(Bundle bundle, OnnxModel model) {
        String reason;
        if (bundle.fingerprint() == null) {
            reason = "it carries no fingerprint: an older release distilled it";
        } else {
            Match match = Match.of(bundle.fingerprint(), model);
            if (match.verdict().same()) {
                return Optional.of(match);
            }
            reason = match.verdict() + ": " + match.reason();
        }
        refusal = refusal.isEmpty() ? reason : refusal;
        LOG.warn(
                "version {} of the surrogates of {} is not of the model that is served: {}",
                bundle.version(),
                id,
                reason);
        return Optional.empty();
    }

    private static Loaded loaded(Bundle found, OnnxModel model, boolean sameStates) {
        Map<String, Scorer> scorers = new TreeMap<>();
        Map<String, FiniteAutomaton> drawn = new TreeMap<>();
        found.surrogates().forEach((name, surrogate) -> {
            scorers.put(name, surrogate.compiled());
            if (surrogate instanceof Automaton automaton) {
                drawn.put(name, drawn(automaton));
            }
        });
        // Hidden units in another order answer alike, but their attractors lie elsewhere.
        boolean lost = found.attractors() != null && !sameStates;
        Bundle bundle = lost ? found.with(null, found.version()) : found;
        Optional<Assignment> attractors =
                Optional.ofNullable(bundle.attractors()).map(Assignment::new);
        return new Loaded(model.sha256(), lost, bundle, scorers, drawn, attractors);
    }

    private void put(Loaded loaded) {
        Map<String, Loaded> more = new HashMap<>(inForce);
        more.put(loaded.modelSha256(), loaded);
        inForce = more;
        meters.surrogatesLoaded(loaded.bundle());
        warnBelowFloor(loaded.bundle());
        LOG.info(
                "scoring with version {} of the surrogates of {}",
                loaded.bundle().version(),
                id);
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
