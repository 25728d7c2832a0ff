package io.understudy.agent.bench;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.bench.DriftStreams.Pool;
import io.understudy.agent.bench.DriftStreams.Row;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleDistiller;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * False alarms and delay of change detectors on the per-sequence measures of a real surrogate: it is distilled from a
 * part of the normal traffic, measured on the rest and on changed traffic, and the measures are drawn again into many
 * streams.
 */
public final class DriftBench {
    private static final double DISTILLED_FROM = 0.6;
    private static final int LEAST = 50;

    private final BundleDistiller.Options options;
    private final DriftStreams streams;
    private final long seed;
    private final Clock clock;
    private final Progress progress;

    /**
     * @param options for the surrogates
     */
    public DriftBench(
            BundleDistiller.Options options, DriftStreams streams, long seed, Clock clock, Progress progress) {
        this.options = options;
        this.streams = streams;
        this.seed = seed;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * What was seen of one model.
     *
     * @param streams how many of each kind there were
     * @param length sequences in a stationary stream
     * @param surrogates what the streams are drawn from
     * @param rows a detector on a surrogate's measures each
     */
    public record Result(String model, int streams, int length, Map<String, Measured> surrogates, List<Row> rows) {}

    /**
     * A surrogate's fidelity.
     *
     * @param normal on sequences that it was not distilled from
     * @param shifted on changed traffic
     */
    public record Measured(Fidelity normal, Fidelity shifted) {}

    /**
     * Measures one model.
     *
     * @param sequences normal traffic
     * @param shifted changed traffic
     */
    public Result of(Path folder, Path sequences, Path shifted) {
        try (OnnxModel model = OnnxModel.open(folder, 0)) {
            List<int[]> words = new ArrayList<>(SequenceFile.words(sequences, model.alphabet()));
            List<int[]> changed = SequenceFile.words(shifted, model.alphabet());
            int given = (int) (words.size() * DISTILLED_FROM);
            if (words.size() - given < LEAST || changed.size() < LEAST) {
                throw new InvalidInputException(
                        "%d normal and %d changed sequences are too few to draw from: give %d and %d or more"
                                .formatted(words.size(), changed.size(), (int) (LEAST / (1 - DISTILLED_FROM)), LEAST));
            }
            Collections.shuffle(words, new Random(seed));
            List<int[]> kept = words.subList(given, words.size());
            Bundle bundle = new BundleDistiller(
                            model.manifest().id(), model.manifest().classes(), model, options, clock, progress)
                    .distil(words.subList(0, given), 1, sequences.toString());
            List<float[][]> keptAnswers = model.query(kept);
            List<float[][]> changedAnswers = model.query(changed);
            Map<String, Measured> measured = new TreeMap<>();
            List<Row> rows = new ArrayList<>();
            bundle.surrogates().forEach((name, automaton) -> {
                Scorer scorer = automaton.scorer();
                List<Comparison> normal = Fidelity.comparisons(model.task(), kept, keptAnswers, scorer);
                List<Comparison> other = Fidelity.comparisons(model.task(), changed, changedAnswers, scorer);
                measured.put(name, new Measured(Fidelity.of(model.task(), normal), Fidelity.of(model.task(), other)));
                rows.addAll(streams.measure(name, Pool.of(normal), Pool.of(other), seed, progress));
            });
            return new Result(model.manifest().id(), streams.streams(), streams.length(), measured, rows);
        }
    }
}
