package io.understudy.streams.scoring;

import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.word.Word;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.answers.ServedChecker;
import io.understudy.streams.config.Settings;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoredSequence.Unscorable;
import io.understudy.streams.scoring.ScoredWord.Answered;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.telemetry.AttractorTraffic;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Scores micro-batches with one model and its surrogates: verdicts and a summary. Knows nothing of Kafka. Not safe for
 * use by several threads.
 */
public final class ScoringEngine {
    private final OnnxModel model;
    private final Optional<Surrogates.Loaded> loaded;
    private final ShadowScorer scorer;
    private final ServedChecker checker;
    private final RuleReasons reasons;
    private final VerdictEncoder encoder;
    private final BatchSummary summaries;
    private final RecentWords recent = new RecentWords();
    private final Meters meters;

    /**
     * For a model.
     *
     * @param loaded the surrogates in force
     */
    public ScoringEngine(OnnxModel model, Optional<Surrogates.Loaded> loaded, Settings settings, Meters meters) {
        this.model = model;
        this.loaded = loaded;
        this.scorer = new ShadowScorer(model, loaded, settings.fidelity().tolerance(), meters);
        this.checker = new ServedChecker(model, settings.served().tolerance());
        this.reasons = new RuleReasons(model, loaded);
        this.encoder = new VerdictEncoder(model, loaded, reasons);
        this.summaries = new BatchSummary(model, loaded, settings.extraction().sample(), reasons);
        this.meters = meters;
    }

    /** Whether it scores with these. */
    public boolean isOf(OnnxModel model, Optional<Surrogates.Loaded> loaded) {
        return model == this.model && loaded.orElse(null) == this.loaded.orElse(null);
    }

    /** Whose answers are explained. */
    public OnnxModel model() {
        return model;
    }

    /** Scores a micro-batch and sums it up. */
    public ScoredBatch score(List<Sequence> sequences) {
        List<Compared> compared = outcomes(sequences).stream()
                .filter(Compared.class::isInstance)
                .map(Compared.class::cast)
                .toList();
        return new ScoredBatch(compared, this, summary(compared));
    }

    /**
     * The outcome of each sequence, in order; what came lately is not scored again. One that breaks the model does not
     * take the others with it.
     */
    public List<ScoredSequence> outcomes(List<Sequence> sequences) {
        ScoredSequence[] outcomes = new ScoredSequence[sequences.size()];
        int[] places = new int[outcomes.length];
        Map<Word, Integer> known = new HashMap<>();
        List<int[]> fresh = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Sequence sequence = sequences.get(i);
            try {
                Word word = new Word(model.alphabet().encode(sequence.symbols()));
                Optional<ScoredWord> before = recent.find(word);
                if (before.isPresent()) {
                    outcomes[i] = compared(sequence, before.get());
                    continue;
                }
                places[i] = known.computeIfAbsent(word, first -> fresh.size());
                if (places[i] == fresh.size()) {
                    fresh.add(word.symbols());
                }
            } catch (UnknownSymbolException e) {
                outcomes[i] = new Unscorable(sequence, e.getMessage());
            }
        }
        meters.queried(fresh.size());
        String[] refusals = new String[fresh.size()];
        List<Optional<ScoredWord>> scored = scorer.score(fresh, refusals).stream()
                .map(answered -> answered.map(this::scored))
                .toList();
        scored.forEach(one -> one.ifPresent(recent::add));
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                Sequence sequence = sequences.get(i);
                String reason = refusals[places[i]];
                outcomes[i] = scored.get(places[i])
                        .map(word -> compared(sequence, word))
                        .orElseGet(() -> new Unscorable(sequence, reason));
            }
        }
        return List.of(outcomes);
    }

    private ScoredWord scored(Answered answered) {
        Map<String, int[]> states = new TreeMap<>();
        loaded.ifPresent(
                these -> these.drawn().forEach((name, automaton) -> states.put(name, automaton.path(answered.word()))));
        return new ScoredWord(
                answered,
                answered.counts(),
                states,
                reasons.in(answered.word(), answered.comparisons()),
                encoder.findings(answered));
    }

    private ScoredSequence compared(Sequence sequence, ScoredWord word) {
        Optional<ServedAnswerCheck> check =
                Optional.ofNullable(sequence.served()).map(served -> checker.check(sequence, served, word.answer()));
        return new Compared(sequence, word, check);
    }

    /** The verdict on a sequence, for its topic. */
    public byte[] verdict(Compared compared) {
        return encoder.verdict(compared);
    }

    /** What the coordinator needs to know of sequences; the metrics have it too. */
    public Summary summary(List<Compared> compared) {
        List<Repeated> repeated = Repeated.of(compared);
        Optional<AttractorTraffic> traffic = traffic(repeated);
        Summary summary = summaries.of(compared, repeated, traffic);
        traffic.ifPresent(meters::visited);
        meters.fired(summary.phrases());
        meters.served().served(summary.served());
        return summary;
    }

    /** How sequences went from attractor to attractor; empty where these are not known. */
    private Optional<AttractorTraffic> traffic(List<Repeated> repeated) {
        return loaded.flatMap(Surrogates.Loaded::attractorIds).map(ids -> {
            AttractorTraffic traffic = new AttractorTraffic(ids);
            repeated.forEach(these -> these.one().scored().path().ifPresent(path -> traffic.add(path, these.times())));
            return traffic;
        });
    }
}
