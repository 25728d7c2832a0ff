package io.understudy.agent.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Task;
import org.junit.jupiter.api.Test;

class FeasibilityTest {
    private static final long GIBIBYTE = 1L << 30;

    @Test
    void anAlphabetOfThousandsIsRefusedWithWhatItWouldNeed() {
        Feasibility feasibility = Feasibility.of(Task.LANGUAGE_MODEL, 8_000, 8_001, 140, 300, 300);
        assertThatThrownBy(() -> feasibility.require(8_000, 2 * GIBIBYTE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rank 140 over 8,000 symbols needs about 12,")
                .hasMessageContaining("smaller --rank");
    }

    @Test
    void anAlphabetOfSomeHundredsIsNot() {
        Feasibility feasibility = Feasibility.of(Task.LANGUAGE_MODEL, 300, 301, 140, 300, 300);
        assertThat(feasibility.bytes()).isLessThan(GIBIBYTE);
        feasibility.require(300, 2 * GIBIBYTE);
    }
}
