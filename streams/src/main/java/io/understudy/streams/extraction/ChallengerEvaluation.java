package io.understudy.streams.extraction;

import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.automaton.Surrogate;
import io.understudy.agent.cluster.ExtractionMethod;
import io.understudy.agent.cluster.FiniteDistiller;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.fidelity.PairedBootstrap;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.rule.RuleDistiller;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleDistiller;
import io.understudy.agent.surrogate.Provenance.Origin;
import io.understudy.agent.trajectory.AttractorExtractor;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.DriftEvent.Contested;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.ExtractionRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Champion/challenger evaluation: distils challengers from recent traffic and compares each with its incumbent on
 * traffic that neither has seen. The better ones make the next bundle.
 */
public final class ChallengerEvaluation {
    private static final Logger LOG = LoggerFactory.getLogger(ChallengerEvaluation.class);
    private static final double HELD_OUT_SHARE = 0.15;
    private static final int FEWEST = 20;
    private static final Contested NONE =
            new Contested(null, null, null, null, null, null, null, null, null, null, null, null, null, false);

    private final Settings.Extraction settings;
    private final Settings.Fidelity fidelity;
    private final Clock clock;

    /** Distils as configured. */
    public ChallengerEvaluation(Settings.Extraction settings, Settings.Fidelity fidelity, Clock clock) {
        this.settings = settings;
        this.fidelity = fidelity;
        this.clock = clock;
    }

    /** The decision, and the bundle that is to be in force if there is a new one. */
    public record Outcome(ExtractionDecided decided, Optional<Bundle> promoted) {}

    /**
     * Holds it.
     *
     * @param model the file that the request is about
     * @param incumbent what is in force for it; empty before the first
     * @param latest the highest version of any bundle of the model
     * @param progress receives the progress of it is, and may end it by an exception
     */
    public Outcome hold(
            OnnxModel model, ExtractionRequest request, Optional<Bundle> incumbent, long latest, Progress progress) {
        Instant begun = clock.instant();
        long next = latest + 1;
        long version = incumbent.map(Bundle::version).orElse(0L);
        if (version != request.incumbent()) {
            return new Outcome(
                    decided(
                            request,
                            "superseded",
                            version,
                            begun,
                            0,
                            new TreeMap<>(),
                            "version " + version + " is in force"),
                    Optional.empty());
        }
        List<int[]> words = words(model, request);
        if (request.attractorsOnly()) {
            return attractors(model, request, incumbent.orElseThrow(), next, words, begun, progress);
        }
        Collections.shuffle(words, new Random(settings.seed()));
        int held = (int) Math.ceil(words.size() * HELD_OUT_SHARE);
        List<int[]> heldOut = words.subList(0, held);
        List<int[]> given = words.subList(held, words.size());
        BundleDistiller.Options options = new BundleDistiller.Options(
                settings.surrogates(),
                new Distiller.Options(
                        settings.rank(),
                        settings.prefixes(),
                        settings.suffixes(),
                        settings.seed(),
                        settings.budget(),
                        false),
                new FiniteDistiller.Options(
                        ExtractionMethod.AUTO, settings.states(), settings.seed(), settings.budget()),
                RuleDistiller.Options.usual(settings.seed(), settings.budget()));
        Manifest manifest = model.manifest();
        Bundle challenger = new BundleDistiller(manifest.id(), manifest.classes(), model, options, clock, progress)
                .distil(given, next, "recent traffic, " + request.trigger());
        List<float[][]> answers = model.query(heldOut);
        SortedMap<String, Contested> contests = new TreeMap<>();
        SortedMap<String, Surrogate> inForce =
                new TreeMap<>(incumbent.map(Bundle::surrogates).orElse(Collections.emptySortedMap()));
        Map<String, Origin> origins = new TreeMap<>(
                incumbent.map(bundle -> bundle.provenance().origins()).orElse(Map.of()));
        challenger.surrogates().forEach((name, surrogate) -> {
            List<Comparison> now = comparisons(model, heldOut, answers, surrogate);
            Optional<List<Comparison>> before =
                    Optional.ofNullable(inForce.get(name)).map(known -> comparisons(model, heldOut, answers, known));
            Contested contested = contested(model.task(), before, now);
            contests.put(name, contested);
            if (contested.promoted()) {
                inForce.put(name, surrogate);
                origins.put(name, challenger.provenance().origins().get(name));
            }
            // What stays in force is measured from where it is on this traffic too: nothing better came of it.
            Fidelity shown = Fidelity.of(model.task(), contested.promoted() ? now : before.orElse(now));
            origins.computeIfPresent(name, (same, origin) -> origin.showing(shown));
        });
        boolean better = contests.values().stream().anyMatch(Contested::promoted);
        ExtractionDecided decided =
                decided(request, better ? "promoted" : "rejected", next, begun, held, contests, null);
        return new Outcome(
                decided,
                better ? Optional.of(challenger.with(inForce, origins).located(model, given)) : Optional.empty());
    }

    /** The sequences that the model takes: a file with another alphabet need not know all of the traffic so far. */
    private static List<int[]> words(OnnxModel model, ExtractionRequest request) {
        List<int[]> words = new ArrayList<>();
        for (List<String> symbols : request.sequences()) {
            try {
                words.add(model.alphabet().encode(symbols));
            } catch (UnknownSymbolException e) {
                LOG.debug("skipped a sequence: {}", e.getMessage());
            }
        }
        if (words.size() < FEWEST) {
            throw new InvalidInputException("the model knows all symbols of %d of %d sequences; %d are needed"
                    .formatted(words.size(), request.sequences().size(), FEWEST));
        }
        return words;
    }

    /**
     * The surrogates stay; attractors are searched again, and become the reference that later traffic is compared with.
     */
    private Outcome attractors(
            OnnxModel model,
            ExtractionRequest request,
            Bundle incumbent,
            long next,
            List<int[]> words,
            Instant begun,
            Progress progress) {
        Manifest manifest = model.manifest();
        AttractorMap found = new AttractorExtractor(
                        manifest.id(),
                        manifest.classes(),
                        model,
                        Directions.TOWARDS_ATTRACTORS,
                        settings.seed(),
                        progress)
                .extract(words);
        Bundle bundle = incumbent.with(found, next).located(model, words).boundTo(model, words);
        return new Outcome(decided(request, "promoted", next, begun, 0, new TreeMap<>(), null), Optional.of(bundle));
    }

    /**
     * The challenger wins if the held-out sequences can show that its decision agreement is higher; if they can show
     * neither that nor the opposite, by its total variation.
     */
    private Contested contested(Task task, Optional<List<Comparison>> before, List<Comparison> now) {
        Fidelity challenger = Fidelity.of(task, now);
        Optional<Fidelity> incumbent = before.map(known -> Fidelity.of(task, known));
        Measure decidedBy = null;
        PairedBootstrap margin = null;
        boolean promoted = incumbent.isEmpty();
        if (before.isPresent()) {
            for (Measure measure : Measure.values()) {
                PairedBootstrap one = PairedBootstrap.of(measure, before.get(), now, settings.seed());
                margin = margin == null || one.isBetter() || one.isWorse() ? one : margin;
                if (one.isBetter() || one.isWorse()) {
                    decidedBy = measure;
                    promoted = one.isBetter();
                    break;
                }
            }
        }
        double inForce =
                promoted ? challenger.decisionAgreement() : incumbent.get().decisionAgreement();
        boolean below = fidelity.limits().floor().isPresent()
                && inForce < fidelity.limits().floor().getAsDouble();
        return new Contested(
                incumbent.map(Fidelity::agreement).orElse(null),
                challenger.agreement(),
                incumbent.map(Fidelity::decisionAgreement).orElse(null),
                challenger.decisionAgreement(),
                incumbent.map(Fidelity::totalVariation).orElse(null),
                challenger.totalVariation(),
                incumbent.map(Fidelity::klNats).orElse(null),
                challenger.klNats(),
                decidedBy,
                margin == null ? null : margin.difference(),
                margin == null ? null : new double[] {margin.low(), margin.high()},
                margin == null ? null : PairedBootstrap.CONFIDENCE,
                below ? true : null,
                promoted);
    }

    /** The decision on a request that could not be carried out. */
    public ExtractionDecided failed(ExtractionRequest request, Instant begun, Exception why) {
        return decided(
                request, "failed", request.incumbent(), begun, 0, new TreeMap<>(), String.valueOf(why.getMessage()));
    }

    private List<Comparison> comparisons(
            OnnxModel model, List<int[]> words, List<float[][]> answers, Surrogate surrogate) {
        return Fidelity.comparisons(model.task(), words, answers, surrogate.scorer(), fidelity.tolerance());
    }

    private ExtractionDecided decided(
            ExtractionRequest request,
            String outcome,
            long version,
            Instant begun,
            int heldOut,
            SortedMap<String, Contested> contests,
            String reason) {
        // Of names in order the last one is the weighted automaton, where there is one.
        Contested first = contests.isEmpty() ? NONE : contests.get(contests.lastKey());
        Instant now = clock.instant();
        return new ExtractionDecided(
                request.model(),
                request.modelSha256(),
                now.toEpochMilli(),
                request.id(),
                request.trigger(),
                outcome,
                version,
                Duration.between(begun, now).toMillis() / 1000.0,
                heldOut,
                first.agreementIncumbent(),
                first.agreementChallenger(),
                first.decisionAgreementIncumbent(),
                first.decisionAgreementChallenger(),
                first.klIncumbent(),
                first.klChallenger(),
                reason,
                contests);
    }
}
