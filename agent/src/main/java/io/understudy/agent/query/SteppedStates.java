package io.understudy.agent.query;

import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Continuation.Frontier;
import io.understudy.agent.model.HiddenStateAccess;
import io.understudy.agent.model.Oracle;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hidden states of a network that shows none beside its answers, but whose recurrent state can be read: that state, all
 * its tensors one after the other, symbol by symbol.
 */
public final class SteppedStates implements HiddenStateAccess {
    private final Oracle oracle;
    private final Continuation continuation;

    /** @param continuation of the same network */
    public SteppedStates(Oracle oracle, Continuation continuation) {
        this.oracle = oracle;
        this.continuation = continuation;
    }

    @Override
    public StatesAndAnswers queryWithStates(List<int[]> words) {
        float[][][] hidden =
                words.stream().map(word -> new float[word.length][]).toArray(float[][][]::new);
        int[] longestFirst = IntStream.range(0, words.size())
                .boxed()
                .sorted(Comparator.comparingInt(word -> -words.get(word).length))
                .mapToInt(Integer::intValue)
                .toArray();
        Frontier at = continuation.begin();
        int left = longestFirst.length;
        for (int t = 0; ; t++) {
            while (left > 0 && words.get(longestFirst[left - 1]).length <= t) {
                left--;
            }
            if (left == 0) {
                return new StatesAndAnswers(oracle.query(words), List.of(hidden));
            }
            int position = t;
            int[] parents = t == 0 ? new int[left] : IntStream.range(0, left).toArray();
            at = continuation.moved(
                    at,
                    parents,
                    IntStream.range(0, left)
                            .map(i -> words.get(longestFirst[i])[position])
                            .toArray());
            for (int i = 0; i < left; i++) {
                hidden[longestFirst[i]][t] = at.state(i);
            }
        }
    }
}
