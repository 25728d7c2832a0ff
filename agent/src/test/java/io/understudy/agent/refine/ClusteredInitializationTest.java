package io.understudy.agent.refine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import io.understudy.agent.extract.KnownAutomaton;
import io.understudy.agent.model.Progress;
import io.understudy.agent.refine.Refinement.Refined;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class ClusteredInitializationTest {
    @Property(tries = 20)
    void whatLeavesAStateSumsToOne(
            @ForAll @IntRange(min = 1, max = 12) int rank, @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        WeightedAutomaton start = start(rank, seed);
        NextSymbol next = (NextSymbol) start.readout();
        for (int i = 0; i < start.states(); i++) {
            double out = next.stop()[i];
            for (double[] transition : start.transitions()) {
                for (int j = 0; j < start.states(); j++) {
                    assertThat(transition[i * start.states() + j]).isNotNegative();
                    out += transition[i * start.states() + j];
                }
            }
            assertThat(out).isCloseTo(1, within(1e-5));
        }
    }

    @Property(tries = 3)
    void refinementKeepsAPositiveAutomatonPositiveAndMakesItMoreFaithful(
            @ForAll @LongRange(min = 0, max = 100_000) long seed) {
        KnownAutomaton oracle = oracle(seed);
        List<int[]> words = oracle.words(200, new Random(seed));
        List<float[][]> answers = oracle.query(words);
        Refinement refinement = new Refinement(words, answers, words, answers, seed, Progress.none());
        Refined start = refinement.measured(new ClusteredInitialization(words, answers).ofRank(5, seed));
        Refined refined = refinement.from(List.of(start), Clock.systemUTC(), Duration.ofSeconds(3));
        assertThat(refined.heldOut().klNats()).isLessThan(start.heldOut().klNats());
        assertThat(refined.heldOut().negativeRate()).isZero();
        assertThat(Arrays.stream(refined.automaton().transitions()).flatMapToDouble(Arrays::stream))
                .allMatch(value -> value >= 0);
    }

    private static KnownAutomaton oracle(long seed) {
        return new KnownAutomaton(Stochastic.automaton(3, 2, new Random(seed)));
    }

    private static WeightedAutomaton start(int rank, long seed) {
        KnownAutomaton oracle = oracle(seed);
        List<int[]> words = oracle.words(50, new Random(seed));
        return new ClusteredInitialization(words, oracle.query(words)).ofRank(rank, seed);
    }
}
