package io.understudy.streams.shadow;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.BatchComparison;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.Task;
import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.word.SortedWords;
import io.understudy.agent.word.Word;
import io.understudy.streams.answers.ServedAnswerCheck;
import io.understudy.streams.answers.ServedChecker;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.ScoredWord;
import io.understudy.streams.shadow.ScoredSequence.Unscorable;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Scores a micro-batch with the model and its surrogates. A pure function of the sequences and the surrogates. */
final class ShadowScorer {
    private final OnnxModel model;
    private final double tolerance;
    private final ServedChecker checker;
    private final Meters meters;

    /**
     * @param tolerance of decisions
     * @param servedTolerance of probabilities that were answered in production
     */
    ShadowScorer(OnnxModel model, double tolerance, double servedTolerance, Meters meters) {
        this.model = model;
        this.checker = new ServedChecker(model, servedTolerance);
        this.tolerance = tolerance;
        this.meters = meters;
    }

    /** The outcome of each sequence, in order. One that breaks the model does not take the others with it. */
    List<ScoredSequence> score(List<Sequence> sequences, Map<String, Scorer> scorers, Optional<Assignment> attractors) {
        ScoredSequence[] outcomes = new ScoredSequence[sequences.size()];
        int[] places = new int[outcomes.length];
        Map<Word, Integer> known = new HashMap<>();
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            try {
                int[] word = model.alphabet().encode(sequences.get(i).symbols());
                places[i] = known.computeIfAbsent(new Word(word), fresh -> words.size());
                if (places[i] == words.size()) {
                    words.add(word);
                }
            } catch (UnknownSymbolException e) {
                outcomes[i] = new Unscorable(sequences.get(i), e.getMessage());
            }
        }
        String[] reasons = new String[words.size()];
        List<Optional<ScoredWord>> scored = scored(words, seen(words, attractors, reasons), scorers);
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                Sequence sequence = sequences.get(i);
                String reason = reasons[places[i]];
                outcomes[i] = scored.get(places[i])
                        .map(word -> (ScoredSequence) new Compared(sequence, word, check(sequence, word)))
                        .orElseGet(() -> new Unscorable(sequence, reason));
            }
        }
        return List.of(outcomes);
    }

    private Optional<ServedAnswerCheck> check(Sequence sequence, ScoredWord word) {
        return Optional.ofNullable(sequence.served()).map(served -> checker.check(sequence, served, word.answer()));
    }

    private List<Optional<ScoredWord>> scored(
            List<int[]> words, List<Optional<Seen>> seen, Map<String, Scorer> scorers) {
        List<Integer> answered = IntStream.range(0, words.size())
                .filter(i -> seen.get(i).isPresent())
                .boxed()
                .toList();
        List<Map<String, Comparison>> comparisons =
                compared(answered, words, i -> seen.get(i).orElseThrow().answer(), scorers);
        List<Optional<ScoredWord>> scored = new ArrayList<>(Collections.nCopies(words.size(), Optional.empty()));
        for (int i = 0; i < comparisons.size(); i++) {
            int place = answered.get(i);
            Seen one = seen.get(place).orElseThrow();
            scored.set(
                    place, Optional.of(ScoredWord.of(words.get(place), one.answer(), comparisons.get(i), one.path())));
        }
        return scored;
    }

    private List<Map<String, Comparison>> compared(
            List<Integer> answered, List<int[]> words, IntFunction<float[][]> answers, Map<String, Scorer> scorers) {
        List<Map<String, Comparison>> comparisons = new ArrayList<>();
        answered.forEach(place -> comparisons.add(new TreeMap<>()));
        if (scorers.isEmpty()) {
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

    /** @param reasons get what is wrong with a word that the model does not answer */
    private List<Optional<Seen>> seen(List<int[]> words, Optional<Assignment> attractors, String[] reasons) {
        try {
            return queried(words, attractors).stream().map(Optional::of).toList();
        } catch (InvalidAnswerException e) {
            List<Optional<Seen>> oneByOne = new ArrayList<>();
            for (int i = 0; i < reasons.length; i++) {
                try {
                    oneByOne.add(Optional.of(
                            queried(List.of(words.get(i)), attractors).get(0)));
                } catch (InvalidAnswerException alone) {
                    oneByOne.add(Optional.empty());
                    reasons[i] = alone.getMessage();
                }
            }
            return oneByOne;
        }
    }

    /** A word that another begins with is not put through the model again. */
    private List<Seen> queried(List<int[]> words, Optional<Assignment> attractors) {
        SortedWords sorted = SortedWords.of(words);
        int[] sources = sorted.sources(model.task() == Task.LANGUAGE_MODEL);
        int[] distinct = IntStream.of(sources).distinct().toArray();
        List<Seen> seen =
                answered(IntStream.of(distinct).mapToObj(sorted.words()::get).toList(), attractors);
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

    private List<Seen> answered(List<int[]> words, Optional<Assignment> attractors) {
        if (words.isEmpty() || attractors.isEmpty()) {
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
