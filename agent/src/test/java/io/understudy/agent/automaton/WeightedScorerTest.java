package io.understudy.agent.automaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.WeightedAutomaton.Classes;
import io.understudy.agent.automaton.WeightedAutomaton.LogOdds;
import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class WeightedScorerTest {
    @Property(tries = 100)
    void evaluationIsInvariantUnderChangeOfBasis(
            @ForAll @IntRange(min = 1, max = 8) int rank,
            @ForAll @IntRange(min = 1, max = 4) int symbols,
            @ForAll long seed) {
        Random random = new Random(seed);
        WeightedAutomaton automaton = Stochastic.automaton(rank, symbols, random);
        WeightedAutomaton turned = ChangeOfBasis.of(automaton, random);
        int[] word = random.ints(12, 0, symbols).toArray();
        double[][] before = automaton.scorer().answer(word).rows();
        double[][] after = turned.scorer().answer(word).rows();
        for (int t = 0; t <= word.length; t++) {
            double[] expected = normalised(before[t]);
            assertThat(normalised(after[t])).containsExactly(expected, within(1e-7));
        }
    }

    @Property(tries = 100)
    void anAutomatonThatIsStochasticAnswersWithItsConditionalProbabilities(
            @ForAll @IntRange(min = 1, max = 6) int rank,
            @ForAll @IntRange(min = 1, max = 4) int symbols,
            @ForAll long seed) {
        Random random = new Random(seed);
        WeightedAutomaton automaton = Stochastic.automaton(rank, symbols, random);
        int[] word = random.ints(6, 0, symbols).toArray();
        double[] exact = Stochastic.conditional(automaton, word);
        double[][] answer = automaton.scorer().answer(word).rows();
        assertThat(normalised(answer[word.length])).containsExactly(exact, within(1e-9));
    }

    @Property(tries = 20)
    void longWordsNeitherUnderflowNorOverflow(@ForAll boolean growing) {
        double factor = growing ? 1e3 : 1e-3;
        double[] step = {factor, factor / 2, factor / 3, factor};
        WeightedAutomaton automaton = new WeightedAutomaton(
                new double[] {1, 0.5},
                new double[][] {step, step},
                new NextSymbol(new double[] {1, 1}, new double[] {0.1, 0.2}, Optional.empty(), new double[3]));
        double[][] answer = automaton.scorer().answer(new int[100_000]).rows();
        for (double value : answer[100_000]) {
            assertThat(value).isFinite().isPositive();
        }
    }

    @Property(tries = 20)
    void aClassifiersClassesShareOneForwardVector(@ForAll long seed) {
        Random random = new Random(seed);
        WeightedAutomaton language = Stochastic.automaton(3, 2, random);
        double[][] weights = {{1, 0, 2}, {0, 1, 1}};
        WeightedAutomaton classifier =
                new WeightedAutomaton(language.initial(), language.transitions(), new Classes(weights));
        double[] answer = classifier.scorer().answer(new int[] {0, 1, 1}).rows()[0];
        double[] state = Stochastic.forward(language, new int[] {0, 1, 1});
        double ratio = (state[0] + 2 * state[2]) / (state[1] + state[2]);
        assertThat(answer[0] / answer[1]).isCloseTo(ratio, within(1e-9 * ratio));
    }

    @Property(tries = 50)
    void whatAddsUpSymbolBySymbolIsAutomatonOfRankTwoInLogOdds(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 2_000) int length) {
        double[] evidence = {2, 0.5, -0.5, -2};
        double[][] transitions = new double[evidence.length][];
        for (int symbol = 0; symbol < evidence.length; symbol++) {
            transitions[symbol] = new double[] {1, evidence[symbol], 0, 1};
        }
        WeightedAutomaton counter = new WeightedAutomaton(
                new double[] {1, 0}, transitions, new LogOdds(new double[][] {{0, 0.5}, {0, -0.5}}));
        int[] word = new Random(seed).ints(length, 0, evidence.length).toArray();
        double sum = IntStream.of(word).mapToDouble(symbol -> evidence[symbol]).sum();
        double[] answer = normalised(counter.scorer().answer(word).rows()[0]);
        assertThat(answer[0]).isFinite().isCloseTo(1 / (1 + Math.exp(-sum)), within(1e-9));
    }

    private static double[] normalised(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += value;
        }
        double[] result = row.clone();
        for (int i = 0; i < row.length; i++) {
            result[i] /= sum;
        }
        return result;
    }

    @Property(tries = 20)
    void theSpectralRadiusIsThatOfTheSumOfAllTransitions(@ForAll @IntRange(min = 1, max = 9) int tenths) {
        double[] rotation = {0, -0.05 * tenths, 0.05 * tenths, 0};
        WeightedAutomaton automaton = new WeightedAutomaton(
                new double[] {1, 0},
                new double[][] {rotation, rotation},
                new NextSymbol(new double[] {1, 1}, new double[] {1, 1}, Optional.empty(), new double[3]));
        assertThat(automaton.spectralRadius()).isEqualTo(tenths / 10.0, within(1e-12));
    }
}
