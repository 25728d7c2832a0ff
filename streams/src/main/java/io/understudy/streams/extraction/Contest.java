package io.understudy.streams.extraction;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.extract.Distillation;
import io.understudy.agent.extract.Distiller;
import io.understudy.agent.extract.Progress;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.ExtractionRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Distils a challenger from recent traffic, and compares it with the incumbent on traffic that neither has seen. */
public final class Contest {
    private static final double HELD_OUT_SHARE = 0.15;

    private final OnnxModel model;
    private final Settings.Extraction settings;
    private final Clock clock;

    /** Distils from one model. */
    public Contest(OnnxModel model, Settings.Extraction settings, Clock clock) {
        this.model = model;
        this.settings = settings;
        this.clock = clock;
    }

    /** The decision, and the bundle that is to be in force if there is a new one. */
    public record Outcome(ExtractionDecided decided, Optional<Bundle> promoted) {}

    /**
     * Holds it.
     *
     * @param incumbent what is in force; empty before the first
     * @param progress hears how far it is, and may end it by an exception
     */
    public Outcome hold(ExtractionRequest request, Optional<Bundle> incumbent, Progress progress) {
        Instant begun = clock.instant();
        long version = incumbent.map(Bundle::version).orElse(0L);
        if (version != request.incumbent()) {
            return new Outcome(
                    decided(
                            request,
                            "superseded",
                            version,
                            begun,
                            0,
                            null,
                            null,
                            "version " + version + " is in force"),
                    Optional.empty());
        }
        List<int[]> words = new ArrayList<>(
                request.sequences().stream().map(model.alphabet()::encode).toList());
        Collections.shuffle(words, new Random(settings.seed()));
        int held = (int) Math.ceil(words.size() * HELD_OUT_SHARE);
        List<int[]> heldOut = words.subList(0, held);
        List<int[]> given = words.subList(held, words.size());
        Distiller.Options options = new Distiller.Options(
                settings.rank(), settings.prefixes(), settings.suffixes(), settings.seed(), settings.budget(), false);
        Distillation distilled = new Distiller(model, options, clock, progress).distil(given);
        List<float[][]> answers = model.ask(heldOut);
        Fidelity challenger = fidelity(heldOut, answers, distilled.automaton().scorer());
        Optional<Fidelity> old = incumbent.map(bundle ->
                fidelity(heldOut, answers, bundle.surrogates().get(Bundle.WA).scorer()));
        boolean better = old.isEmpty() || challenger.agreement() > old.get().agreement();
        String outcome = better ? "promoted" : "rejected";
        ExtractionDecided decided =
                decided(request, outcome, version + 1, begun, held, old.orElse(null), challenger, null);
        if (!better) {
            return new Outcome(decided, Optional.empty());
        }
        Bundle bundle = Bundle.of(
                model.manifest().id(),
                version + 1,
                model,
                distilled,
                "recent traffic, " + request.trigger(),
                given.size(),
                settings.seed(),
                clock.instant());
        return new Outcome(decided, Optional.of(bundle));
    }

    /** The decision on a request that could not be carried out. */
    public ExtractionDecided failed(ExtractionRequest request, Instant begun, Exception why) {
        return decided(request, "failed", request.incumbent(), begun, 0, null, null, String.valueOf(why.getMessage()));
    }

    private Fidelity fidelity(List<int[]> words, List<float[][]> answers, Scorer scorer) {
        return Fidelity.of(model.task(), words, answers, scorer);
    }

    private ExtractionDecided decided(
            ExtractionRequest request,
            String outcome,
            long version,
            Instant begun,
            int heldOut,
            Fidelity incumbent,
            Fidelity challenger,
            String reason) {
        Instant now = clock.instant();
        return new ExtractionDecided(
                request.model(),
                now.toEpochMilli(),
                request.id(),
                request.trigger(),
                outcome,
                version,
                Duration.between(begun, now).toMillis() / 1000.0,
                heldOut,
                incumbent == null ? null : incumbent.agreement(),
                challenger == null ? null : challenger.agreement(),
                incumbent == null ? null : incumbent.klNats(),
                challenger == null ? null : challenger.klNats(),
                reason);
    }
}
