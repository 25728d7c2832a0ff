package io.understudy.agent.rule;

import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.phrase.Phrase;
import io.understudy.agent.phrase.ScoredPhrases;
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
    private static final double[] PENALTIES = {2, 10, 50, 250};
    /** Weights that are fitted at once: the matrix has the square of it. */
    private static final int MOST_AT_ONCE = 3_000;
    /** Of all phrases, those of one symbol. */
    private static final double SINGLE_SHARE = 0.7;

    private static final int ROUNDS = 4;

    private final boolean everyPrefix;
    private final int symbols;
    private final int most;

    /**
     * @param most phrases that get a weight
     */
    ScoreLearner(boolean everyPrefix, int symbols, int most) {
        this.everyPrefix = everyPrefix;
        this.symbols = symbols;
        this.most = most;
    }

    /** The best weights for held-out words, of those found with several penalties in each trial. */
    ScoredPhrases learn(List<TrainingSet> trials, Function<ScoredPhrases, Fidelity> heldOut) {
        record Transition(ScoredPhrases scored, Fidelity fidelity) {}
        return trials.stream()
                .flatMap(this::fitted)
                .map(scored -> new Transition(scored, heldOut.apply(scored)))
                .reduce((best, other) ->
                        other.fidelity().klNats() < best.fidelity().klNats() ? other : best)
                .orElseThrow()
                .scored();
    }

    private Stream<ScoredPhrases> fitted(TrainingSet trial) {
        RidgeRegression regression = new RidgeRegression(trial.samples());
        int[] used = chosen(regression, trial.phrases());
        return Arrays.stream(PENALTIES)
                .mapToObj(penalty -> regression.fit(trial.phrases().size(), used, penalty))
                .map(fit -> scored(fit, trial.phrases()));
    }

    private int[] chosen(RidgeRegression regression, List<Phrase> phrases) {
        int all = phrases.size();
        double penalty = PENALTIES[1];
        double[] alone = regression.gains(all, regression.fit(all, new int[0], penalty));
        boolean longer = false;
        for (int phrase = 0; phrase < all; phrase++) {
            boolean single = phrases.get(phrase).length(symbols) <= 1;
            longer |= !single;
            alone[phrase] = single ? alone[phrase] : 0;
        }
        int[] single = RidgeRegression.largest(alone, MOST_AT_ONCE);
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

    private ScoredPhrases scored(Fit fit, List<Phrase> phrases) {
        int size = fit.phrases().length;
        return new ScoredPhrases(
                everyPrefix,
                symbols,
                Arrays.stream(fit.phrases()).mapToObj(phrases::get).toList(),
                Arrays.copyOf(fit.weights(), size),
                fit.weights()[size]);
    }
}
