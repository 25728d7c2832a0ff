package io.understudy.streams.shadow;

import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.OnnxModel;
import io.understudy.agent.model.UnknownSymbolException;
import io.understudy.streams.shadow.Scored.Compared;
import io.understudy.streams.shadow.Scored.Unscorable;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts a micro-batch to the model and to its surrogates. A pure function of the sequences and the surrogates. */
final class Shadow {
    private final OnnxModel model;
    private final Meters meters;

    Shadow(OnnxModel model, Meters meters) {
        this.model = model;
        this.meters = meters;
    }

    /** The outcome of each sequence, in order. One that breaks the model does not take the others with it. */
    List<Scored> score(List<Sequence> sequences, Map<String, Scorer> scorers) {
        Scored[] outcomes = new Scored[sequences.size()];
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
        List<float[][]> answers = answers(sequences, places, words, outcomes);
        List<Map<String, Comparison>> comparisons = new ArrayList<>();
        words.forEach(word -> comparisons.add(new TreeMap<>()));
        scorers.forEach((name, scorer) -> meters.timed(name, () -> {
            for (int i = 0; i < words.size(); i++) {
                if (answers.get(i) != null) {
                    comparisons.get(i).put(name, Comparison.of(model.task(), words.get(i), answers.get(i), scorer));
                }
            }
            return null;
        }));
        for (int i = 0; i < words.size(); i++) {
            if (answers.get(i) != null) {
                outcomes[places.get(i)] =
                        new Compared(sequences.get(places.get(i)), words.get(i), answers.get(i), comparisons.get(i));
            }
        }
        return List.of(outcomes);
    }

    private List<float[][]> answers(
            List<Sequence> sequences, List<Integer> places, List<int[]> words, Scored[] outcomes) {
        if (words.isEmpty()) {
            return List.of();
        }
        try {
            return meters.timed("model", () -> model.ask(words));
        } catch (InvalidAnswerException e) {
            List<float[][]> oneByOne = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                try {
                    oneByOne.add(model.ask(List.of(words.get(i))).get(0));
                } catch (InvalidAnswerException alone) {
                    oneByOne.add(null);
                    outcomes[places.get(i)] = new Unscorable(sequences.get(places.get(i)), alone.getMessage());
                }
            }
            return oneByOne;
        }
    }
}
