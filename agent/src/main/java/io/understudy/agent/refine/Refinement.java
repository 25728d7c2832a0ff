package io.understudy.agent.refine;

import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.numeric.Adam;
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
 * alone. The spectral solution fits weights of whole words, of which the conditional distributions are ratios; this
 * fits the ratios themselves.
 */
public final class Refinement {
    private static final String REFINING = "refining against the model's distributions";
    private static final int BATCH = 64;
    /** Of a spectral start: a faster one shakes it off its solution, which is precise where it is stable. */
    private static final double ADDING = 2e-4;

    /** Of a positive start, whose steps are shares of what they change. */
    private static final double MULTIPLYING = 0.15;

    /** The most faithful start's second round begins so much slower than its first. */
    private static final double SLOWER = 0.5;

    /** The share of the budget in which the starts compete. */
    private static final double COMPETING = 0.7;

    private static final int STEPS_IN_ROUND = 12_000;
    private static final int CHECK_EVERY = 100;

    private final List<int[]> words;
    private final List<float[][]> answers;
    private final List<int[]> heldOut;
    private final List<float[][]> heldOutAnswers;
    private final long seed;
    private final Progress progress;

    /** Of a language model, on words and their answers. */
    public Refinement(
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
    public record Refined(WeightedAutomaton automaton, Fidelity heldOut) {}

    /**
     * Gives each start one round, and the one that is most faithful then a second one.
     *
     * @param starts where to begin; positive automata stay positive
     * @param budget the most that all rounds may take; a round that it would cut short settles sooner
     * @return the most faithful automaton seen on the way, the starts included
     */
    public Refined from(List<Refined> starts, Clock clock, Duration budget) {
        Instant begun = clock.instant();
        Random random = new Random(seed);
        Refined best = starts.get(0);
        for (int i = 0; i < starts.size(); i++) {
            double until = COMPETING * (i + 1) / starts.size();
            Refined after = round(starts.get(i), 1, random, new Span(clock, begun, budget, until));
            best = i == 0 || after.heldOut().isBetterThan(best.heldOut()) ? after : best;
        }
        best = round(best, SLOWER, random, new Span(clock, begun, budget, 1));
        progress.report(REFINING, budget.toSeconds(), budget.toSeconds());
        return best;
    }

    /** The time that a round has: up to a share of the budget. */
    private record Span(Clock clock, Instant begun, Duration budget, double until, Instant from) {
        Span(Clock clock, Instant begun, Duration budget, double until) {
            this(clock, begun, budget, until, clock.instant());
        }

        double share() {
            double end = begun.toEpochMilli() + until * budget.toMillis();
            double gone = clock.millis() - from.toEpochMilli();
            return Math.min(1, gone / Math.max(1, end - from.toEpochMilli()));
        }

        long seconds() {
            return Duration.between(begun, clock.instant()).toSeconds();
        }
    }

    private Refined round(Refined start, double slower, Random random, Span span) {
        AutomatonParameters parameters = AutomatonParameters.of(start.automaton());
        boolean positive = parameters.positive();
        if (!positive) {
            parameters.level(words);
        }
        Adam adam = new Adam(parameters.values.length);
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, words.size()).boxed().toList());
        Refined best = start;
        double done = 0;
        int next = order.size();
        for (int step = 1; step <= STEPS_IN_ROUND && done < 1; step++) {
            if (next + BATCH > order.size()) {
                Collections.shuffle(order, random);
                next = 0;
            }
            List<Integer> batch = order.subList(next, Math.min(order.size(), next + BATCH));
            next += BATCH;
            done = Math.max((double) step / STEPS_IN_ROUND, span.share());
            double falling = slower * 0.5 * (1 + Math.cos(Math.PI * done));
            double[] gradient = gradient(parameters, batch);
            if (positive) {
                adam.multiply(parameters.values, gradient, MULTIPLYING * falling);
            } else {
                adam.step(parameters.values, gradient, ADDING * falling);
            }
            if (step % CHECK_EVERY == 0 || done >= 1) {
                Refined now = measured(parameters.automaton());
                best = now.heldOut().isBetterThan(best.heldOut()) ? now : best;
                progress.report(REFINING, span.seconds(), span.budget().toSeconds());
            }
        }
        return best;
    }

    /** An automaton with its fidelity on the held-out words. */
    public Refined measured(WeightedAutomaton automaton) {
        Fidelity fidelity = Fidelity.of(Task.LANGUAGE_MODEL, heldOut, heldOutAnswers, automaton.scorer());
        return new Refined(automaton, fidelity);
    }

    private double[] gradient(AutomatonParameters parameters, List<Integer> batch) {
        return new ConditionalLoss(parameters)
                .of(
                        batch.stream().map(words::get).toList(),
                        batch.stream().map(answers::get).toList())
                .values();
    }
}
