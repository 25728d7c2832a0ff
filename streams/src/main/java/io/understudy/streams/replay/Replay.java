package io.understudy.streams.replay;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.Provenance;
import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.DecodedRecord;
import io.understudy.streams.intake.ModelResolver;
import io.understudy.streams.intake.Segmenter;
import io.understudy.streams.intake.SequenceDecoder;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Scores records as the stream would, and sums them up window by window. */
final class Replay {
    private final Settings settings;
    private final OnnxModel model;
    private final Bundle bundle;
    private final SequenceDecoder decoder;
    private final Map<String, Scorer> scorers = new TreeMap<>();
    private final Map<String, OnsetDetector> detectors = new TreeMap<>();
    private final SortedMap<Long, Totals> windows = new TreeMap<>();
    private final List<Onset> onsets = new ArrayList<>();
    private final List<Sequence> batch = new ArrayList<>();

    /** What a window holds so far. */
    private static final class Totals {
        private long sequences;
        private long refused;
        private final Map<String, FidelityCounts> counts = new TreeMap<>();
    }

    Replay(Settings settings, OnnxModel model, Bundle bundle) {
        this.settings = settings;
        this.model = model;
        this.bundle = bundle;
        this.decoder = new SequenceDecoder(
                new Json(), resolver(), settings.inference().longest(), new Segmenter(settings.segments()));
        bundle.surrogates().forEach((name, surrogate) -> {
            scorers.put(name, surrogate.compiled());
            detectors.put(name, new OnsetDetector(name, settings.fidelity()));
        });
    }

    private ModelResolver resolver() {
        return settings.models().several()
                ? ModelResolver.named(settings.models().header(), this::manifest)
                : ModelResolver.only(model::manifest);
    }

    private Manifest manifest(String named) {
        if (!named.equals(model.manifest().id())) {
            throw new InvalidInputException("the record is for another model");
        }
        return model.manifest();
    }

    /** Scores a stretch of the topic. */
    ReplayResult run(TopicHistory history, TimeRange range, Progress progress) {
        history.forEach(this::take, progress);
        score();
        return new ReplayResult(
                bundle.model(),
                model.sha256(),
                bundle.version(),
                range,
                windows.entrySet().stream()
                        .map(entry -> row(entry.getKey(), entry.getValue()))
                        .toList(),
                List.copyOf(onsets));
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        DecodedRecord decoded = decoder.decode(new SequenceDecoder.Raw(
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                record.headers(),
                record.timestamp(),
                "%s-%d-%d".formatted(record.topic(), record.partition(), record.offset())));
        if (!model.manifest().id().equals(decoded.model()) && settings.models().several()) {
            return;
        }
        window(record.timestamp()).refused += decoded.refusals().size();
        batch.addAll(decoded.sequences());
        if (batch.size() >= settings.inference().batch()) {
            score();
        }
    }

    private Totals window(long timestamp) {
        long length = settings.fidelity().window().toMillis();
        return windows.computeIfAbsent(Math.floorDiv(timestamp, length) * length, begin -> new Totals());
    }

    private void score() {
        List<Sequence> sequences = new ArrayList<>();
        List<int[]> words = new ArrayList<>();
        for (Sequence sequence : batch) {
            try {
                words.add(model.alphabet().encode(sequence.symbols()));
                sequences.add(sequence);
            } catch (UnknownSymbolException e) {
                window(sequence.timestamp()).refused++;
            }
        }
        batch.clear();
        try {
            score(sequences, words);
        } catch (InvalidAnswerException e) {
            // One that breaks the model does not take the others with it.
            for (int i = 0; i < words.size(); i++) {
                try {
                    score(List.of(sequences.get(i)), List.of(words.get(i)));
                } catch (InvalidAnswerException alone) {
                    window(sequences.get(i).timestamp()).refused++;
                }
            }
        }
    }

    private void score(List<Sequence> sequences, List<int[]> words) {
        if (words.isEmpty()) {
            return;
        }
        List<float[][]> answers = model.query(words);
        Map<String, List<Comparison>> comparisons = new TreeMap<>();
        scorers.forEach((name, scorer) -> comparisons.put(
                name,
                Fidelity.comparisons(
                        model.task(),
                        words,
                        answers,
                        scorer,
                        settings.fidelity().tolerance())));
        for (int i = 0; i < sequences.size(); i++) {
            long timestamp = sequences.get(i).timestamp();
            Totals totals = window(timestamp);
            totals.sequences++;
            int place = i;
            comparisons.forEach((name, list) -> {
                FidelityCounts counts = FidelityCounts.of(list.get(place));
                totals.counts.merge(name, counts, FidelityCounts::plus);
                detectors
                        .get(name)
                        .add(
                                timestamp,
                                Map.of(
                                        Measure.DECISION_AGREEMENT,
                                        counts.of(Measure.DECISION_AGREEMENT),
                                        Measure.TOTAL_VARIATION,
                                        counts.of(Measure.TOTAL_VARIATION)))
                        .ifPresent(onsets::add);
            });
        }
    }

    private WindowRow row(long begin, Totals totals) {
        return new WindowRow(
                Instant.ofEpochMilli(begin),
                Instant.ofEpochMilli(begin + settings.fidelity().window().toMillis()),
                bundle.version(),
                totals.sequences,
                totals.refused,
                totals.counts.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> measured(entry.getKey(), entry.getValue()),
                                (one, other) -> one,
                                TreeMap::new)));
    }

    private WindowRow.Measured measured(String surrogate, FidelityCounts counts) {
        return new WindowRow.Measured(
                counts.positions(),
                counts.of(Measure.DECISION_AGREEMENT),
                counts.of(Measure.TOTAL_VARIATION),
                counts.mean(counts.regret()),
                counts.mean(counts.agreed()),
                counts.mean(counts.kl()),
                counts.positions() >= settings.fidelity().leastPositions() && beyondLimit(surrogate, counts));
    }

    private boolean beyondLimit(String surrogate, FidelityCounts counts) {
        Provenance.Origin origin = bundle.provenance().origins().get(surrogate);
        for (Measure measure : Measure.values()) {
            double shown = origin == null || origin.heldOut() == null ? Double.NaN : measure.of(origin.heldOut());
            OptionalDouble limit = settings.fidelity().limits().of(measure, shown);
            if (limit.isPresent() && measure.loss(counts.of(measure)) > measure.loss(limit.getAsDouble())) {
                return true;
            }
        }
        return false;
    }
}
