package io.understudy.agent.automaton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.WeightedAutomaton.NextSymbol;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CompiledAutomatonTest {
    @Property(tries = 50)
    void saysWhatTheExactScorerSays(
            @ForAll @IntRange(min = 1, max = 40) int rank,
            @ForAll @IntRange(min = 1, max = 30) int symbols,
            @ForAll boolean withBackground,
            @ForAll long seed) {
        Random random = new Random(seed);
        WeightedAutomaton plain = Stochastic.automaton(rank, symbols, random);
        NextSymbol next = (NextSymbol) plain.readout();
        double[] background = withBackground ? random.doubles(symbols + 1).toArray() : new double[symbols + 1];
        WeightedAutomaton automaton = new WeightedAutomaton(
                plain.initial(),
                plain.transitions(),
                new NextSymbol(next.total(), next.stop(), Optional.empty(), background));
        assertThat(automaton.compiled()).isInstanceOf(CompiledAutomaton.class);
        int[] word = random.ints(200, 0, symbols).toArray();
        Answer exact = automaton.scorer().answer(word);
        Answer compiled = automaton.compiled().answer(word);
        assertThat(compiled.negative()).isZero();
        for (int t = 0; t <= word.length; t++) {
            assertThat(compiled.rows()[t]).containsExactly(normalised(exact.rows()[t]), within(1e-4));
        }
    }

    @Test
    void anAutomatonWithNegativeWeightsKeepsItsPrecision() {
        WeightedAutomaton automaton = new WeightedAutomaton(
                new double[] {1, -1},
                new double[][] {{1, 0, 0, 1}},
                new NextSymbol(new double[] {1, 0}, new double[] {1, 0}, Optional.empty(), new double[2]));
        assertThat(automaton.compiled()).isInstanceOf(WeightedScorer.class);
    }

    private static double[] normalised(double[] row) {
        double sum = Arrays.stream(row).sum();
        return Arrays.stream(row).map(value -> value / sum).toArray();
    }
}
