package io.understudy.agent.extract;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Refines a language model's automaton by gradient steps on KL(model ‖ automaton), from the oracle's answers on words
 * alone. The spectral solution fits weights of whole words, of which the conditional distributions are ratios; this fits
 * the ratios themselves.
 */
final class Refinement {
    private static final String REFINING = "refining against the model's distributions";
    private static final int BATCH = 64;
    /** The rate of the first round; a round that does not help is followed by one at a third of its rate. */
    private static final double FIRST_RATE = 1e-3;

    /** Steps that multiply are shares of what they change, and may be larger by this factor. */
    private static final double MULTIPLYING = 50;

    private static final double LAST_RATE = 3e-5;
    private static final double SLOWER = 1 / 3.0;
    private static final double WORTH_IT = 0.97;
    private static final int STEPS_IN_ROUND = 1_000;
    private static final int CHECK_EVERY = 100;
    /** A round that made things so much worse, after so many steps, has too high a rate. */
    private static final double ASTRAY = 2;

    private static final int STEPS_BEFORE_LOST = 200;

    private final List<int[]> words;
    private final List<float[][]> answers;
    private final List<int[]> heldOut;
    private final List<float[][]> heldOutAnswers;
    private final long seed;
    private final Progress progress;

    Refinement(
            List<int[]> words,
            List<float[][]> answers,
            List<int[]> heldOut,
            List<float[][]> heldOutAnswers,
            long seed,
            Progress progress) {
        this.words = words;
        this.answers = answers;
        this.heldOut = heldOut;
        this.heldOutAnswers = heldOutAnswers;
        this.seed = seed;
        this.progress = progress;
    }

    /** An automaton with its fidelity on the held-out words. */
    record Refined(WeightedAutomaton automaton, Fidelity heldOut) {}

    /**
     * Gives each start one round, and the one that is most faithful then all the others, until neither rate nor budget
     * allows more.
     *
     * @param starts where to begin; positive automata stay positive
     * @return the most faithful automaton seen on the way, the starts included
     */
    Refined from(List<Refined> starts, Clock clock, Duration budget) {
        Instant begun = clock.instant();
        Random random = new Random(seed);
        Refined best = starts.get(0);
        for (int i = 0; i < starts.size(); i++) {
            Duration share = budget.multipliedBy(i + 1).dividedBy(2L * starts.size());
            Refined after = round(starts.get(i), FIRST_RATE, random, clock, begun, share);
            best = i == 0 || after.heldOut().isBetterThan(best.heldOut()) ? after : best;
        }
        double rate = FIRST_RATE;
        while (rate >= LAST_RATE && Duration.between(begun, clock.instant()).compareTo(budget) < 0) {
            Refined after = round(best, rate, random, clock, begun, budget);
            boolean helped =
                    after.heldOut().klNats() < WORTH_IT * best.heldOut().klNats();
            best = after;
            rate = helped ? rate : rate * SLOWER;
        }
        progress.report(REFINING, budget.toSeconds(), budget.toSeconds());
        return best;
    }

    private Refined round(Refined start, double rate, Random random, Clock clock, Instant begun, Duration budget) {
        Parameters parameters = Parameters.of(start.automaton());
        boolean positive = parameters.positive();
        if (!positive) {
            parameters.level(words);
        }
        Adam adam = new Adam(parameters.values.length);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, words.size()).boxed().toList());
        Refined best = start;
        Instant roundBegun = clock.instant();
        Duration left = budget.minus(Duration.between(begun, roundBegun));
        double done = 0;
        int next = order.size();
        for (int step = 1; step <= STEPS_IN_ROUND; step++) {
            if (next + BATCH > order.size()) {
                Collections.shuffle(order, random);
                next = 0;
            }
            List<Integer> batch = order.subList(next, Math.min(order.size(), next + BATCH));
            next += BATCH;
            // A round that the budget will cut short has to settle by then.
            done = Math.max(done, (double) step / STEPS_IN_ROUND);
            double falling = rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done)));
            double[] gradient = gradient(parameters, batch);
            if (positive) {
                adam.multiply(parameters.values, gradient, MULTIPLYING * falling);
            } else {
                adam.step(parameters.values, gradient, falling);
            }
            if (step % CHECK_EVERY == 0) {
                Refined now = measured(parameters.automaton());
                best = now.heldOut().isBetterThan(best.heldOut()) ? now : best;
                boolean lost = now.heldOut().klNats() > ASTRAY * start.heldOut().klNats();
                Duration inRound = Duration.between(roundBegun, clock.instant());
                done = Math.max(done, (double) inRound.toMillis() / Math.max(1, left.toMillis()));
                Duration taken = Duration.between(begun, clock.instant());
                progress.report(REFINING, taken.toSeconds(), budget.toSeconds());
                if (lost && step >= STEPS_BEFORE_LOST || taken.compareTo(budget) >= 0) {
                    break;
                }
            }
        }
        return best;
    }

    Refined measured(WeightedAutomaton automaton) {
        Fidelity fidelity = Fidelity.of(Task.LANGUAGE_MODEL, heldOut, heldOutAnswers, automaton.scorer());
        return new Refined(automaton, fidelity);
    }

    private double[] gradient(Parameters parameters, List<Integer> batch) {
        return new ConditionalLoss(parameters)
                .of(
                        batch.stream().map(words::get).toList(),
                        batch.stream().map(answers::get).toList())
                .values();
    }
}
