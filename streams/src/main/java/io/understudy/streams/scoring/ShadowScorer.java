package io.understudy.streams.scoring;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.BatchComparison;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.Task;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.word.SortedWords;
import io.understudy.streams.scoring.ScoredWord.Answered;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.telemetry.Meters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Scores words with the model and its surrogates. A pure function of the words. */
final class ShadowScorer {
    private final OnnxModel model;
    private final Map<String, Scorer> scorers;
    private final Optional<Assignment> attractors;
    private final double tolerance;
    private final Meters meters;

    /**
     * @param loaded the surrogates
     * @param tolerance of decisions
     */
    ShadowScorer(OnnxModel model, Optional<Surrogates.Loaded> loaded, double tolerance, Meters meters) {
        this.model = model;
        this.scorers = loaded.map(Surrogates.Loaded::scorers).orElse(Map.of());
        this.attractors = loaded.flatMap(Surrogates.Loaded::attractors);
        this.tolerance = tolerance;
        this.meters = meters;
    }

    /**
     * What model and surrogates say of each word; empty where the model does not answer.
     *
     * @param words each once
     * @param reasons get what is wrong with a word that the model does not answer
     */
    List<Optional<Answered>> score(List<int[]> words, String[] reasons) {
        if (words.isEmpty()) {
            return List.of();
        }
        List<Optional<Seen>> seen = seen(words, reasons);
        List<Integer> answered = IntStream.range(0, words.size())
                .filter(i -> seen.get(i).isPresent())
                .boxed()
                .toList();
        List<Map<String, Comparison>> comparisons =
                compared(answered, words, i -> seen.get(i).orElseThrow().answer());
        List<Optional<Answered>> scored = new ArrayList<>(Collections.nCopies(words.size(), Optional.empty()));
        for (int i = 0; i < comparisons.size(); i++) {
            int place = answered.get(i);
            Seen one = seen.get(place).orElseThrow();
            scored.set(
                    place, Optional.of(new Answered(words.get(place), one.answer(), comparisons.get(i), one.path())));
        }
        return scored;
    }

    private List<Map<String, Comparison>> compared(
            List<Integer> answered, List<int[]> words, IntFunction<float[][]> answers) {
        List<Map<String, Comparison>> comparisons = new ArrayList<>();
        answered.forEach(place -> comparisons.add(new TreeMap<>()));
        if (scorers.isEmpty() || answered.isEmpty()) {
            return comparisons;
        }
        BatchComparison batch = new BatchComparison(
                model.task(),
                SortedWords.of(answered.stream().map(words::get).toList()),
                answered.stream().map(answers::apply).toList(),
                tolerance);
        scorers.forEach((name, scorer) -> {
            List<Comparison> each = meters.timed(name, () -> batch.with(scorer));
            for (int i = 0; i < each.size(); i++) {
                comparisons.get(i).put(name, each.get(i));
            }
        });
        return comparisons;
    }

    /** The model's answer to one word, and where its network was; the latter only where it is wanted. */
    private record Seen(float[][] answer, Optional<int[]> path) {}

    private List<Optional<Seen>> seen(List<int[]> words, String[] reasons) {
        try {
            return queried(words).stream().map(Optional::of).toList();
        } catch (InvalidAnswerException e) {
            List<Optional<Seen>> oneByOne = new ArrayList<>();
            for (int i = 0; i < reasons.length; i++) {
                try {
                    oneByOne.add(Optional.of(queried(List.of(words.get(i))).get(0)));
                } catch (InvalidAnswerException alone) {
                    oneByOne.add(Optional.empty());
                    reasons[i] = alone.getMessage();
                }
            }
            return oneByOne;
        }
    }

    /** A word that another begins with is not put through the model again. */
    private List<Seen> queried(List<int[]> words) {
        SortedWords sorted = SortedWords.of(words);
        int[] sources = sorted.sources(model.task() == Task.LANGUAGE_MODEL);
        int[] distinct = IntStream.of(sources).distinct().toArray();
        List<Seen> seen =
                answered(IntStream.of(distinct).mapToObj(sorted.words()::get).toList());
        Seen[] each = new Seen[words.size()];
        for (int i = 0, at = -1; i < each.length; i++) {
            at += i == 0 || sources[i] != sources[i - 1] ? 1 : 0;
            each[sorted.order()[i]] = sources[i] == i
                    ? seen.get(at)
                    : beginning(seen.get(at), sorted.words().get(i).length);
        }
        return List.of(each);
    }

    /** Of a language model: a classifier answers to whole words only. */
    private static Seen beginning(Seen whole, int length) {
        return new Seen(
                Arrays.copyOf(whole.answer(), length + 1), whole.path().map(path -> Arrays.copyOf(path, length)));
    }

    private List<Seen> answered(List<int[]> words) {
        if (attractors.isEmpty()) {
            return meters.timed("model", () -> model.query(words)).stream()
                    .map(answer -> new Seen(answer, Optional.empty()))
                    .toList();
        }
        HiddenStateAccess.StatesAndAnswers seen = meters.timed(
                "model", () -> model.hiddenStateAccess().orElseThrow().queryWithStates(words));
        return meters.timed("attractors", () -> IntStream.range(0, words.size())
                .mapToObj(i -> new Seen(
                        seen.answers().get(i),
                        Optional.of(attractors.get().path(seen.hidden().get(i)))))
                .toList());
    }
}
