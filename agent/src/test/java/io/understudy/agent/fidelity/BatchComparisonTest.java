package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.automaton.Scorer;
import io.understudy.agent.model.Task;
import io.understudy.agent.word.SortedWords;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A batch is compared as its words are one by one, whatever they have in common. */
class BatchComparisonTest {
    private static final int SYMBOLS = 3;

    /** A distribution that depends on the word alone. */
    private static double[] row(int[] word, long seed) {
        Random random = new Random(seed + Arrays.hashCode(word));
        double[] row = random.doubles(SYMBOLS + 1, 0.01, 1).toArray();
        double sum = Arrays.stream(row).sum();
        return Arrays.stream(row).map(value -> value / sum).toArray();
    }

    private static double[][] rows(Task task, int[] word, long seed) {
        int from = task == Task.CLASSIFIER ? word.length : 0;
        return IntStream.rangeClosed(from, word.length)
                .mapToObj(t -> row(Arrays.copyOf(word, t), seed))
                .toArray(double[][]::new);
    }

    private static float[][] model(Task task, int[] word, long seed) {
        return Arrays.stream(rows(task, word, seed))
                .map(row -> {
                    float[] floats = new float[row.length];
                    for (int i = 0; i < row.length; i++) {
                        floats[i] = (float) row[i];
                    }
                    return floats;
                })
                .toArray(float[][]::new);
    }

    @Property(tries = 200)
    void isTheComparisonOfEachWord(
            @ForAll @Size(max = 12) List<@Size(max = 5) List<@IntRange(max = SYMBOLS - 1) Integer>> given,
            @ForAll long seed,
            @ForAll Task task) {
        List<int[]> words = given.stream()
                .map(word -> word.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        List<float[][]> answers =
                words.stream().map(word -> model(task, word, seed)).toList();
        Scorer scorer = word -> new Answer(rows(task, word, seed + 1), word.length);
        List<Comparison> batch =
                new BatchComparison(task, SortedWords.of(words), answers, Comparison.TOLERANCE).with(scorer);
        assertThat(batch).hasSameSizeAs(words);
        for (int i = 0; i < words.size(); i++) {
            Comparison alone = Comparison.of(task, words.get(i), answers.get(i), scorer);
            Comparison inBatch = batch.get(i);
            assertThat(inBatch.agreed()).isEqualTo(alone.agreed());
            assertThat(inBatch.decisions()).isEqualTo(alone.decisions());
            assertThat(inBatch.variations()).isEqualTo(alone.variations());
            assertThat(inBatch.regret()).isEqualTo(alone.regret());
            assertThat(inBatch.kl()).isEqualTo(alone.kl());
            assertThat(inBatch.ndcg()).isEqualTo(alone.ndcg());
            assertThat(inBatch.clipped()).isEqualTo(words.get(i).length);
            assertThat(inBatch.surrogateLogProbability()).isCloseTo(alone.surrogateLogProbability(), within(1e-12));
        }
    }

    @Property(tries = 200)
    void sortedWordsKnowWhatTheyHaveInCommon(
            @ForAll @Size(max = 12) List<@Size(max = 5) List<@IntRange(max = 1) Integer>> given) {
        List<int[]> words = given.stream()
                .map(word -> word.stream().mapToInt(Integer::intValue).toArray())
                .toList();
        SortedWords sorted = SortedWords.of(words);
        for (int i = 0; i < sorted.size(); i++) {
            int[] word = sorted.words().get(i);
            assertThat(word).isSameAs(words.get(sorted.order()[i]));
            if (i > 0) {
                int[] before = sorted.words().get(i - 1);
                int common = sorted.common()[i];
                assertThat(Arrays.copyOf(word, common)).isEqualTo(Arrays.copyOf(before, common));
                assertThat(sorted.repeats(i)).isEqualTo(Arrays.equals(word, before));
            }
        }
    }
}
