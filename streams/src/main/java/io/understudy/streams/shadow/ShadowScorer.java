package io.understudy.streams.shadow;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.Unscorable;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        List<Integer> places = new ArrayList<>();
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            try {
                words.add(model.alphabet().encode(sequences.get(i).symbols()));
                places.add(i);
            } catch (UnknownSymbolException e) {
                outcomes[i] = new Unscorable(sequences.get(i), e.getMessage());
            }
        }
        List<Optional<StatesAndAnswers>> seen = seen(sequences, places, words, attractors.isPresent(), outcomes);
        List<Map<String, Comparison>> comparisons = new ArrayList<>();
        words.forEach(word -> comparisons.add(new TreeMap<>()));
        scorers.forEach((name, scorer) -> meters.timed(name, () -> {
            for (int i = 0; i < words.size(); i++) {
                Map<String, Comparison> to = comparisons.get(i);
                int[] word = words.get(i);
                seen.get(i)
                        .ifPresent(one ->
                                to.put(name, Comparison.of(model.task(), word, one.answer(), scorer, tolerance)));
            }
            return null;
        }));
        List<Optional<int[]>> paths = attractors
                .map(assignment -> meters.timed("attractors", () -> seen.stream()
                        .map(one -> one.map(StatesAndAnswers::hidden).map(assignment::path))
                        .toList()))
                .orElseGet(() -> Collections.nCopies(words.size(), Optional.empty()));
        for (int i = 0; i < words.size(); i++) {
            if (seen.get(i).isPresent()) {
                Sequence sequence = sequences.get(places.get(i));
                float[][] answer = seen.get(i).get().answer();
                outcomes[places.get(i)] = new Compared(
                        sequence,
                        words.get(i),
                        answer,
                        Optional.ofNullable(sequence.served()).map(served -> checker.check(sequence, served, answer)),
                        comparisons.get(i),
                        paths.get(i));
            }
        }
        return List.of(outcomes);
    }

    /** What the model gives for one sequence; its hidden states only where they are wanted. */
    private record StatesAndAnswers(float[][] answer, float[][] hidden) {}

    private List<Optional<StatesAndAnswers>> seen(
            List<Sequence> sequences,
            List<Integer> places,
            List<int[]> words,
            boolean hidden,
            ScoredSequence[] outcomes) {
        if (words.isEmpty()) {
            return List.of();
        }
        try {
            return meters.timed("model", () -> queried(words, hidden));
        } catch (InvalidAnswerException e) {
            List<Optional<StatesAndAnswers>> oneByOne = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                try {
                    oneByOne.addAll(queried(List.of(words.get(i)), hidden));
                } catch (InvalidAnswerException alone) {
                    oneByOne.add(Optional.empty());
                    outcomes[places.get(i)] = new Unscorable(sequences.get(places.get(i)), alone.getMessage());
                }
            }
            return oneByOne;
        }
    }

    private List<Optional<StatesAndAnswers>> queried(List<int[]> words, boolean hidden) {
        if (!hidden) {
            return model.query(words).stream()
                    .map(answer -> Optional.of(new StatesAndAnswers(answer, new float[0][])))
                    .toList();
        }
        HiddenStateAccess.StatesAndAnswers seen =
                model.hiddenStateAccess().orElseThrow().queryWithStates(words);
        List<Optional<StatesAndAnswers>> each = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            each.add(Optional.of(
                    new StatesAndAnswers(seen.answers().get(i), seen.hidden().get(i))));
        }
        return each;
    }
}
