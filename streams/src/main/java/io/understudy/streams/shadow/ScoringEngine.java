package io.understudy.streams.shadow;

import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.ScoredWord;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Scores micro-batches with one model: verdicts and a summary. Knows nothing of Kafka. */
public final class ScoringEngine {
    private final OnnxModel model;
    private final ShadowScorer scorer;
    private final RuleReasons reasons;
    private final BatchSummary summaries;
    private final Json json = new Json();

    /** For a model. */
    public ScoringEngine(OnnxModel model, Settings settings, Meters meters) {
        this.model = model;
        this.scorer = new ShadowScorer(
                model, settings.fidelity().tolerance(), settings.served().tolerance(), meters);
        this.reasons = new RuleReasons(model);
        this.summaries = new BatchSummary(model, settings.extraction().sample(), reasons);
    }

    OnnxModel model() {
        return model;
    }

    /** Scores a micro-batch and sums it up. */
    public ScoredBatch score(List<Sequence> sequences, Optional<Surrogates.Loaded> loaded) {
        List<Compared> compared = outcomes(sequences, loaded).stream()
                .filter(Compared.class::isInstance)
                .map(Compared.class::cast)
                .toList();
        return new ScoredBatch(compared, encoder(loaded), summary(compared, loaded, traffic(compared, loaded)));
    }

    /**
     * Scores a micro-batch.
     *
     * @param loaded the surrogates in force
     */
    List<ScoredSequence> outcomes(List<Sequence> sequences, Optional<Surrogates.Loaded> loaded) {
        return scorer.score(
                sequences,
                loaded.map(Surrogates.Loaded::scorers).orElse(Map.of()),
                loaded.flatMap(Surrogates.Loaded::attractors));
    }

    /** How sequences went from attractor to attractor; empty where these are not known. */
    Optional<AttractorTraffic> traffic(List<Compared> compared, Optional<Surrogates.Loaded> loaded) {
        return loaded.flatMap(Surrogates.Loaded::attractorIds).map(ids -> {
            AttractorTraffic traffic = new AttractorTraffic(ids);
            compared.forEach(one -> one.scored().path().ifPresent(traffic::add));
            return traffic;
        });
    }

    /** What the coordinator needs to know of sequences that were scored with the same surrogates. */
    Summary summary(List<Compared> compared, Optional<Surrogates.Loaded> loaded, Optional<AttractorTraffic> traffic) {
        return summaries.of(compared, loaded, traffic);
    }

    /** Writes verdicts of what was scored with some surrogates. */
    VerdictEncoder encoder(Optional<Surrogates.Loaded> loaded) {
        return new VerdictEncoder(json, word -> findings(word, loaded));
    }

    private Verdict.Findings findings(ScoredWord scored, Optional<Surrogates.Loaded> loaded) {
        Map<String, Verdict.Said> said = new TreeMap<>();
        scored.comparisons().forEach((name, comparison) -> said.put(name, Verdict.Said.of(comparison)));
        float[][] answer = scored.answer();
        return new Verdict.Findings(
                model.manifest().id(),
                model.sha256(),
                loaded.map(these -> these.bundle().version()).orElse(0L),
                answer.length,
                Comparison.logProbability(model.task(), scored.word(), answer),
                model.task() == Task.CLASSIFIER ? model.manifest().className(Comparison.chosenClass(answer)) : null,
                said,
                loaded.flatMap(Surrogates.Loaded::attractorIds)
                        .flatMap(ids -> scored.path().map(path -> AttractorTraffic.stays(ids, path)))
                        .orElse(null),
                loaded.map(these -> reasons.last(these, scored.word())).orElse(null));
    }
}
