package io.understudy.agent.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.ChangeOfBasis;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SketchTest {
    /** State 0 goes to 1 by 'a' and to 2 by 'b'; 1 goes back by 'a'; 2 stays by 'b'. */
    private static final WeightedAutomaton KNOWN = new WeightedAutomaton(
            new double[] {1, 0, 0},
            new double[][] {{0, 0.7, 0, 0.5, 0, 0, 0, 0, 0.1}, {0, 0, 0.2, 0, 0, 0.4, 0, 0, 0.4}},
            new WeightedAutomaton.NextSymbol(
                    new double[] {1, 1, 1}, new double[] {0.1, 0.1, 0.5}, Optional.empty(), new double[3]));

    @Test
    void theStatesOfAKnownAutomatonComeBackInAnyBasis() {
        FiniteAutomaton sketch = Sketch.of(ChangeOfBasis.of(KNOWN, new Random(7)));

        assertThat(sketch.states()).isEqualTo(3);
        assertThat(sketch.after(new int[] {0, 0, 0, 0})).isEqualTo(sketch.initial());
        assertThat(sketch.after(new int[] {0, 1, 1})).isEqualTo(sketch.after(new int[] {1}));
        assertThat(sketch.outputs()[sketch.after(new int[] {1})][2]).isCloseTo(0.5, within(1e-6));
        assertThat(sketch.moves()[sketch.initial()][0]).isEqualTo(700);
    }
}
