package io.understudy.agent.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.fidelity.Fidelity;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import io.understudy.agent.spectral.Basis;
import io.understudy.agent.spectral.HankelBlocks;
import io.understudy.agent.spectral.LanguageHankel;
import io.understudy.agent.spectral.StringSeries;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StringSeriesTest {
    private static HankelBlocks blocks(KnownAutomaton oracle, Basis basis) {
        return new LanguageHankel(oracle, new KnownStates(oracle), basis, Progress.none()).fill();
    }

    @Property(tries = 15)
    void aKnownAutomatonComesBackFromTheWeightsOfWholeWords(
            @ForAll @IntRange(min = 1, max = 3) int rank, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(rank, 2, random));
        List<int[]> words = oracle.words(300, random);
        Basis basis = Basis.mostFrequent(words, 40, 40);
        StringSeries published = new StringSeries(blocks(oracle, basis), rank, 1);
        WeightedAutomaton found =
                published.ofRank(Math.min(rank, published.highestRank())).orElseThrow();
        assertThat(Fidelity.of(Task.LANGUAGE_MODEL, words, oracle.query(words), found.scorer())
                        .klNats())
                .isLessThan(1e-3);
    }

    @Property(tries = 10)
    void theBlocksOfASmallerBasisAreTheFirstOfALargerOne(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 3, random));
        List<int[]> words = oracle.words(200, random);
        HankelBlocks part = blocks(oracle, Basis.mostFrequent(words, 40, 30)).leading(15, 10);
        HankelBlocks small = blocks(oracle, Basis.mostFrequent(words, 15, 10));
        for (int row = 0; row < 15; row++) {
            assertThat(part.rows()[row]).containsExactly(small.rows()[row], within(1e-9));
            assertThat(part.shifted()[1][row]).containsExactly(small.shifted()[1][row], within(1e-9));
        }
        assertThat(part.suffixes()).isEqualTo(10);
        assertThat(part.importance()).containsExactly(small.importance(), within(1e-9));
    }
}
