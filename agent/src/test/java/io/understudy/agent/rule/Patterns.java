package io.understudy.agent.rule;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A black box that answers by a known function: the probability of the class "accept". */
final class Patterns implements Oracle {
    private final Alphabet alphabet;
    private final Function<int[], Double> accepts;
    private long queried;

    Patterns(int symbols, Function<int[], Double> accepts) {
        this.alphabet = Alphabet.of(new Manifest(
                "patterns",
                Task.CLASSIFIER,
                null,
                null,
                null,
                OutputKind.PROBABILITIES,
                Optional.empty(),
                List.of(),
                IntStream.range(0, symbols).mapToObj(Integer::toString).toList(),
                Optional.empty(),
                Optional.empty(),
                List.of("reject", "accept"),
                Optional.empty(),
                Optional.empty()));
        this.accepts = accepts;
    }

    /** Accepts binary words that hold one of some patterns. */
    static Patterns of(String... wanted) {
        return new Patterns(2, word -> {
            StringBuilder text = new StringBuilder();
            IntStream.of(word).forEach(text::append);
            return List.of(wanted).stream().anyMatch(pattern -> text.indexOf(pattern) >= 0) ? 0.98 : 0.02;
        });
    }

    @Override
    public Task task() {
        return Task.CLASSIFIER;
    }

    @Override
    public Alphabet alphabet() {
        return alphabet;
    }

    @Override
    public int columns() {
        return 2;
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        return words.stream()
                .map(word -> {
                    queried += word.length;
                    float accept = accepts.apply(word).floatValue();
                    return new float[][] {{1 - accept, accept}};
                })
                .toList();
    }

    @Override
    public long symbolsQueried() {
        return queried;
    }
}
