package io.understudy.agent.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Stochastic;
import io.understudy.agent.model.Progress;
import io.understudy.agent.spectral.Basis;
import io.understudy.agent.spectral.CrossHankel;
import io.understudy.agent.spectral.HankelBlocks;
import io.understudy.agent.spectral.LanguageHankel;
import io.understudy.agent.spectral.NaiveHankel;
import io.understudy.agent.spectral.WordWeights;
import io.understudy.agent.word.AnswerTrie;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class LanguageHankelTest {
    @Property(tries = 20)
    void theBlocksAreThoseOfTheNaiveWay(
            @ForAll @IntRange(min = 1, max = 4) int rank, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(rank, 3, random));
        Basis basis = Basis.mostFrequent(oracle.words(100, random), 20, 15);
        HankelBlocks naive = new NaiveHankel(oracle, basis, Progress.none()).fill();
        assertSame(new LanguageHankel(oracle, new KnownStates(oracle), basis, Progress.none()).fill(), naive);
    }

    @Property(tries = 20)
    void whatIsNotQueriedFollowsFromWhatIs(
            @ForAll @IntRange(min = 1, max = 4) int rank, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(rank, 3, random));
        Basis basis = Basis.mostFrequent(oracle.words(100, random), 20, 15);
        HankelBlocks own = new CrossHankel(oracle, basis, new CrossHankel.Memory(oracle), Progress.none()).fill();
        long queried = oracle.symbolsQueried();
        assertSame(own, new NaiveHankel(oracle, basis, Progress.none()).fill());
        assertThat(queried).isLessThanOrEqualTo(oracle.symbolsQueried() - queried);
    }

    @Example
    void aSmallPartOfTheBlocksIsQueried() {
        Random random = new Random(1);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 4, random));
        Basis basis = Basis.mostFrequent(oracle.words(500, random), 40, 40);
        HankelBlocks own = new CrossHankel(oracle, basis, new CrossHankel.Memory(oracle), Progress.none()).fill();
        long queried = oracle.symbolsQueried();
        assertSame(own, new NaiveHankel(oracle, basis, Progress.none()).fill());
        assertThat(5 * queried).isLessThan(oracle.symbolsQueried() - queried);
    }

    @Property(tries = 20)
    void blocksThatHaveGrownAreThoseOfTheWholeBasis(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 3, random));
        List<int[]> words = oracle.words(100, random);
        Distiller.Options options = new Distiller.Options(OptionalInt.empty(), 24, 16, seed, Duration.ZERO, false);
        WordWeights weights = new WordWeights(words, oracle.query(words));
        BasisGrowth.Filled grown = new BasisGrowth(oracle, words, weights, options, Progress.none()).from(words);
        assertThat(grown.basis().prefixes()).hasSizeLessThanOrEqualTo(24).doesNotHaveDuplicates();
        assertThat(grown.basis().suffixes()).hasSizeLessThanOrEqualTo(16).doesNotHaveDuplicates();
        assertSame(grown.blocks(), new NaiveHankel(oracle, grown.basis(), Progress.none()).fill());
    }

    @Property(tries = 10)
    void noWordIsAskedThatARunHasAnsweredFor(@ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        Random random = new Random(seed);
        KnownAutomaton oracle = new KnownAutomaton(Stochastic.automaton(3, 3, random));
        List<int[]> words = oracle.words(60, random);
        AnswerTrie known = new AnswerTrie(oracle);
        List<float[][]> answers = known.query(words);
        long queried = oracle.symbolsQueried();
        assertThat(queried)
                .isLessThanOrEqualTo(
                        words.stream().mapToLong(word -> word.length).sum());
        for (int w = 0; w < words.size(); w++) {
            assertThat(answers.get(w))
                    .isDeepEqualTo(oracle.query(List.of(words.get(w))).get(0));
        }
        long before = oracle.symbolsQueried();
        known.query(words);
        assertThat(oracle.symbolsQueried()).as("all of it is known").isEqualTo(before);
    }

    private static void assertSame(HankelBlocks own, HankelBlocks naive) {
        assertThat(own.importance()).containsExactly(naive.importance(), within(1e-12));
        assertThat(own.weights()).containsExactly(naive.weights(), within(1e-12));
        for (int p = 0; p < naive.rows().length; p++) {
            assertThat(own.rows()[p]).containsExactly(naive.rows()[p], within(1e-5));
            for (int symbol = 0; symbol < naive.shifted().length; symbol++) {
                double[] row = own.shifted()[symbol][p];
                double[] expected = naive.shifted()[symbol][p];
                assertThat(row == null ? new double[expected.length] : row).containsExactly(expected, within(1e-5));
            }
        }
    }
}
