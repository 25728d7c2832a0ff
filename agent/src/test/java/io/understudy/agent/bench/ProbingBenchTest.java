package io.understudy.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.model.Progress;
import org.junit.jupiter.api.Test;

/** Networks that hide a key: the argument for interactive probing. */
class ProbingBenchTest {
    @Test
    void interactiveProbesGrowWithTheKeyAndFixedOnesExponentially() {
        for (int symbols = 2; symbols <= 6; symbols++) {
            ProbingBench.Row row = new ProbingBench(1 << symbols, 1).of(symbols, Progress.none());
            assertThat(row.keys()).isEqualTo(1 << symbols);
            assertThat(row.interactive().most()).isLessThanOrEqualTo(symbols);
            assertThat(row.least()).isEqualTo(1 << symbols - 1);
            assertThat(row.fixed().most()).isBetween(row.least() - 1, row.least());
            assertThat(row.fixed().mean()).isGreaterThan(row.least() / 2.0);
        }
    }
}
