package io.understudy.agent.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class DistillerTest {
    private static Distillation distil(KnownAutomaton oracle, List<int[]> words, OptionalInt rank, Duration budget) {
        Distiller.Options options = new Distiller.Options(rank, 40, 40, 1, budget, true);
        return new Distiller(oracle, options, Clock.systemUTC(), Progress.none()).distil(words);
    }

    @Property(tries = 15)
    void aKnownAutomatonComesBackFromItsOwnHankelBlocks(
            @ForAll @IntRange(min = 1, max = 4) int rank,
            @ForAll @IntRange(min = 2, max = 3) int symbols,
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(rank, symbols, random));
        Distillation distilled = distil(oracle, oracle.words(300, random), OptionalInt.empty(), Duration.ZERO);
        // The oracle answers in floats: that is all that is between this and an exact copy.
        assertThat(distilled.heldOut().klNats()).isLessThan(1e-5);
        assertThat(distilled.heldOut().squaredErrorOfProbability()).isLessThan(1e-9);
    }

    @Example
    void refinementMakesATooSmallAutomatonMoreFaithful() {
        Random random = new Random(11);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(8, 3, random));
        List<int[]> words = oracle.words(400, random);
        double spectral = distil(oracle, words, OptionalInt.of(2), Duration.ZERO)
                .heldOut()
                .klNats();
        double refined = distil(oracle, words, OptionalInt.of(2), Duration.ofSeconds(5))
                .heldOut()
                .klNats();
        assertThat(refined).isLessThan(spectral);
    }

    @Example
    void theSameSeedGivesTheSameAutomaton() {
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 2, new Random(2)));
        List<int[]> words = oracle.words(100, new Random(3));
        Distillation once = distil(oracle, words, OptionalInt.of(3), Duration.ZERO);
        Distillation again = distil(oracle, words, OptionalInt.of(3), Duration.ZERO);
        assertThat(again.automaton().transitions())
                .isDeepEqualTo(once.automaton().transitions());
    }

    @Example
    void whatCannotBeDoneIsRefused() {
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 2, new Random(2)));
        assertThatThrownBy(() -> distil(oracle, oracle.words(3, new Random(1)), OptionalInt.empty(), Duration.ZERO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("too few");
        assertThatThrownBy(() -> new Distiller.Options(OptionalInt.of(50), 10, 10, 1, Duration.ZERO, true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rank 50");
    }
}
