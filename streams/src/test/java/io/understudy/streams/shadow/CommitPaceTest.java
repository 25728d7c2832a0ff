package io.understudy.streams.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private final CommitPace pace = new CommitPace(Duration.ofMillis(50));

    @Test
    void aRecordAfterAPauseIsCommittedOnceAllThatCameWithItHasBeenTakenIn() {
        assertThat(pace.due(1_000)).isFalse();
        pace.came(990, 1_000);
        pace.came(1_000, 1_003);
        assertThat(pace.due(1_004)).isFalse();
        assertThat(pace.due(1_005)).isTrue();
        pace.committing(1_005);
        assertThat(pace.due(5_000)).isFalse();
    }

    @Test
    void commitsAreALingerApart() {
        pace.committing(1_000);
        pace.came(1_010, 1_020);
        assertThat(pace.due(1_049)).isFalse();
        assertThat(pace.due(1_050)).isTrue();
    }

    @Test
    void aClockThatJumpsBackDoesNotPutOffTheCommit() {
        pace.committing(3_600_000);
        pace.came(3_600_000, 3_600_000);
        pace.came(3_600_010, 10);
        assertThat(pace.due(60)).isTrue();
    }

    @Test
    void recordsThatHaveWaitedAnywayAreLeftToTheCommitInterval() {
        pace.came(0, 60_000);
        assertThat(pace.due(60_200)).isFalse();
        pace.came(60_150, 60_200);
        assertThat(pace.due(60_205)).isTrue();
    }
}
