package io.understudy.agent.cluster;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Task;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A classifier whose language is not regular: it adds up what its symbols weigh, forgets slowly, and tells the sign.
 */
final class LeakySum implements Oracle {
    private static final float KEPT = 0.9f;
    private static final float[] WEIGHTS = {-0.37f, 0.11f, 0.53f, -0.23f};

    private final AtomicLong queried = new AtomicLong();

    @Override
    public Task task() {
        return Task.CLASSIFIER;
    }

    @Override
    public Alphabet alphabet() {
        return new KnownMachine(new int[1][WEIGHTS.length], new int[1], false).alphabet();
    }

    @Override
    public int columns() {
        return 2;
    }

    private static float next(float sum, int symbol) {
        return KEPT * sum + WEIGHTS[symbol];
    }

    private static float[] answer(float sum) {
        float positive = (float) (1 / (1 + Math.exp(-4 * sum)));
        return new float[] {1 - positive, positive};
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        queried.addAndGet(words.size());
        return words.stream()
                .map(word -> {
                    float sum = 0;
                    for (int symbol : word) {
                        sum = next(sum, symbol);
                    }
                    return new float[][] {answer(sum)};
                })
                .toList();
    }

    @Override
    public long symbolsQueried() {
        return queried.get();
    }

    @Override
    public Optional<Continuation> continuation() {
        return Optional.of(new Continuation() {
            @Override
            public Frontier begin() {
                return frontier(new float[1]);
            }

            @Override
            public Frontier step(Frontier from, int[] parents, int[] symbols) {
                float[] sums = new float[parents.length];
                for (int i = 0; i < sums.length; i++) {
                    sums[i] = next(from.states()[0][parents[i]], symbols[i]);
                }
                queried.addAndGet(sums.length);
                return frontier(sums);
            }

            private Frontier frontier(float[] sums) {
                return new Frontier(
                        new float[][] {sums},
                        IntStream.range(0, sums.length)
                                .mapToObj(i -> answer(sums[i]))
                                .toArray(float[][]::new));
            }
        });
    }
}
