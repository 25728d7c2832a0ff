package io.understudy.agent.extract;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import io.understudy.agent.word.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** An oracle whose truth is a known probabilistic automaton, and words drawn from it. */
public final class KnownAutomaton implements Oracle {
    private static final int LONGEST = 30;

    private final WeightedAutomaton truth;
    private final Alphabet alphabet;
    private long positions;

    public KnownAutomaton(WeightedAutomaton truth) {
        this.truth = truth;
        this.alphabet = Alphabet.of(new Manifest(
                "known",
                Task.LANGUAGE_MODEL,
                null,
                null,
                null,
                OutputKind.PROBABILITIES,
                Optional.empty(),
                List.of(),
                IntStream.range(0, truth.symbols()).mapToObj(i -> "s" + i).toList(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    public List<int[]> words(int count, Random random) {
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] word = {};
            while (word.length < LONGEST) {
                double[] row = Stochastic.conditional(truth, word);
                int next = 0;
                for (double left = random.nextDouble() - row[0]; left > 0 && next < row.length - 1; left -= row[next]) {
                    next++;
                }
                if (next == truth.symbols()) {
                    break;
                }
                word = Word.append(word, next);
            }
            words.add(word);
        }
        return words;
    }

    @Override
    public Task task() {
        return Task.LANGUAGE_MODEL;
    }

    @Override
    public Alphabet alphabet() {
        return alphabet;
    }

    @Override
    public int columns() {
        return truth.columns();
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        return words.stream()
                .map(word -> {
                    positions += word.length;
                    float[][] answer = new float[word.length + 1][];
                    for (int t = 0; t <= word.length; t++) {
                        double[] row = Stochastic.conditional(truth, Arrays.copyOf(word, t));
                        answer[t] = new float[row.length];
                        for (int i = 0; i < row.length; i++) {
                            answer[t][i] = (float) row[i];
                        }
                    }
                    return answer;
                })
                .toList();
    }

    @Override
    public long symbolsQueried() {
        return positions;
    }
}
