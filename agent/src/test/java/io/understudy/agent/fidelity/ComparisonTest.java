package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.automaton.Answer;
import io.understudy.agent.model.Task;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final float[][] MODEL = {{0.5f, 0.3f, 0.2f}, {0.1f, 0.1f, 0.8f}};

    @Test
    void theModelItselfIsPerfectlyFaithful() {
        double[][] same = {{5, 3, 2}, {1, 1, 8}};
        Comparison comparison = Comparison.of(Task.LANGUAGE_MODEL, new int[] {0}, MODEL, word -> new Answer(same, 0));
        assertThat(comparison.positions()).isEqualTo(2);
        assertThat(comparison.agreed()).isEqualTo(2);
        assertThat(comparison.kl()).isCloseTo(0, within(1e-6));
        assertThat(comparison.ndcg()).isCloseTo(2, within(1e-9));
        assertThat(comparison.clipped()).isZero();
        assertThat(comparison.modelLogProbability()).isCloseTo(Math.log(0.5 * 0.8), within(1e-6));
        assertThat(comparison.error()).isCloseTo(0, within(1e-6));
    }

    @Test
    void measuresAreWhatTheirDefinitionsSay() {
        double[][] other = {{0.2, 0.3, 0.5}, {0.25, 0.25, 0.5}};
        Comparison comparison = Comparison.of(Task.LANGUAGE_MODEL, new int[] {0}, MODEL, word -> new Answer(other, 0));
        assertThat(comparison.agreed()).isEqualTo(1);
        double first = 0.5 * Math.log(0.5 / 0.2) + 0.3 * Math.log(1) + 0.2 * Math.log(0.2 / 0.5);
        double second = 2 * 0.1 * Math.log(0.1 / 0.25) + 0.8 * Math.log(0.8 / 0.5);
        assertThat(comparison.kl()).isCloseTo(first + second, within(1e-6));
        double log3 = Math.log(3) / Math.log(2);
        double ndcg = (0.2 + 0.3 / log3 + 0.5 / 2) / (0.5 + 0.3 / log3 + 0.2 / 2);
        assertThat(comparison.ndcg()).isCloseTo(ndcg + 1, within(1e-6));
        assertThat(comparison.error()).isCloseTo(0.4 - 0.2 * 0.5, within(1e-6));
    }

    @Test
    void whatIsNotPositiveIsClipped() {
        double[][] negative = {{1, -1, 0}, {0, 0, 0}};
        Comparison comparison =
                Comparison.of(Task.LANGUAGE_MODEL, new int[] {0}, MODEL, word -> new Answer(negative, 2));
        assertThat(comparison.clipped()).isEqualTo(2);
        double uniform = Math.log(3) + 2 * 0.1 * Math.log(0.1) + 0.8 * Math.log(0.8);
        double clipped = 0.5 * Math.log(0.5) + 0.3 * Math.log(0.3 / 1e-10) + 0.2 * Math.log(0.2 / 1e-10);
        assertThat(comparison.kl()).isCloseTo(clipped + uniform, within(1e-5));
    }
}
