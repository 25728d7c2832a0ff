package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.rule.RidgeRegression.Fit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Chooses phrases and fits their weights: single symbols first, those with the largest effect; then, in rounds, longer
 * phrases that explain the most of what is left over.
 */
final class ScoreLearner {
    private static final double[] PENALTIES = {1, 5, 25};
    /** Weights that are fitted at once: the matrix has the square of it. */
    private static final int MOST_AT_ONCE = 3_000;
    /** Of all phrases, those of one symbol. */
    private static final double SINGLE_SHARE = 0.85;

    private static final int ROUNDS = 3;

    private final boolean everyPrefix;
    private final int symbols;
    private final List<Phrase> phrases;
    private final int most;

    /**
     * @param phrases that may get a weight, the most frequent first
     * @param most that do
     */
    ScoreLearner(boolean everyPrefix, int symbols, List<Phrase> phrases, int most) {
        this.everyPrefix = everyPrefix;
        this.symbols = symbols;
        this.phrases = phrases;
        this.most = most;
    }

    /** The best weights for held-out words, of those found with several penalties on each of several samples. */
    ScoredPhrases learn(List<Samples> samples, Function<ScoredPhrases, Fidelity> heldOut) {
        record Way(ScoredPhrases scored, Fidelity fidelity) {}
        return samples.stream()
                .flatMap(this::fitted)
                .map(scored -> new Way(scored, heldOut.apply(scored)))
                .reduce((best, other) -> other.fidelity().isBetterThan(best.fidelity()) ? other : best)
                .orElseThrow()
                .scored();
    }

    private Stream<ScoredPhrases> fitted(Samples samples) {
        RidgeRegression regression = new RidgeRegression(samples);
        int[] used = chosen(regression);
        return Arrays.stream(PENALTIES)
                .mapToObj(penalty -> regression.fit(phrases.size(), used, penalty))
                .map(this::scored);
    }

    private int[] chosen(RidgeRegression regression) {
        int all = phrases.size();
        double penalty = PENALTIES[1];
        int[] single = IntStream.range(0, all)
                .filter(p -> phrases.get(p).length(symbols) <= 1)
                .limit(MOST_AT_ONCE)
                .toArray();
        boolean longer = all > single.length;
        int room = longer ? (int) (SINGLE_SHARE * most) : most;
        int[] used = single;
        if (single.length > room) {
            used = RidgeRegression.largest(regression.effects(all, regression.fit(all, single, penalty)), room);
        }
        for (int round = 0; longer && round < ROUNDS && used.length < most; round++) {
            double[] gains = regression.gains(all, regression.fit(all, used, penalty));
            int more = (most - used.length) / (ROUNDS - round);
            used = IntStream.concat(Arrays.stream(used), Arrays.stream(RidgeRegression.largest(gains, more)))
                    .sorted()
                    .toArray();
        }
        return used;
    }

    private ScoredPhrases scored(Fit fit) {
        int size = fit.phrases().length;
        return new ScoredPhrases(
                everyPrefix,
                symbols,
                Arrays.stream(fit.phrases()).mapToObj(phrases::get).toList(),
                Arrays.copyOf(fit.weights(), size),
                fit.weights()[size]);
    }
}
