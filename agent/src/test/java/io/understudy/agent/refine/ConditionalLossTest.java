package io.understudy.agent.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.extract.KnownAutomaton;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ConditionalLossTest {
    private static final double SMALL = 1e-6;

    @Property(tries = 200)
    void theGradientIsWhatFiniteDifferencesSay(
            @ForAll @IntRange(min = 1, max = 4) int rank, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(rank + 1, 3, random));
        List<int[]> words = oracle.words(5, random);
        List<float[][]> answers = oracle.query(words);
        AutomatonParameters parameters = AutomatonParameters.of(Stochastic.automaton(rank, 3, random));
        double[] gradient = new ConditionalLoss(parameters).of(words, answers).values();
        for (int trial = 0; trial < 10; trial++) {
            int i = random.nextInt(gradient.length);
            // Next to zero the difference would reach across the kink where a weight turns negative.
            if (Math.abs(parameters.values[i]) < 1e3 * SMALL) {
                continue;
            }
            double numeric =
                    (shifted(parameters, i, SMALL, words, answers) - shifted(parameters, i, -SMALL, words, answers))
                            / (2 * SMALL);
            assertThat(gradient[i]).isCloseTo(numeric, within(1e-5 + 1e-3 * Math.abs(numeric)));
        }
    }

    private static double shifted(
            AutomatonParameters parameters, int i, double by, List<int[]> words, List<float[][]> answers) {
        double before = parameters.values[i];
        parameters.values[i] += by;
        double loss = new ConditionalLoss(parameters).of(words, answers).loss();
        parameters.values[i] = before;
        return loss;
    }
}
