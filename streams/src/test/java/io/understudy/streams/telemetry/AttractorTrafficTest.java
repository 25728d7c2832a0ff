package io.understudy.streams.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.attractor.Assignment;
import io.understudy.streams.topic.Verdict.Stay;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttractorTrafficTest {
    private static final int NONE = Assignment.NONE;

    @Test
    void aPathIsCountedAndToldRunByRun() {
        AttractorTraffic traffic = new AttractorTraffic(List.of("A0", "A1"));
        int[] path = {0, 0, NONE, 1, 1, 1, NONE, 1, 0};
        traffic.add(path, 1);
        assertThat(traffic.visits().steps()).containsExactly(3, 4, 2);
        assertThat(traffic.transitions())
                .isEqualTo(
                        Map.of(new AttractorTraffic.Transition(0, 1), 1L, new AttractorTraffic.Transition(1, 0), 1L));
        assertThat(traffic.dwells()).containsExactly(2, 3, 1, 1);
        assertThat(AttractorTraffic.stays(List.of("A0", "A1"), path))
                .containsExactly(
                        new Stay("A0", 2),
                        new Stay("none", 1),
                        new Stay("A1", 3),
                        new Stay("none", 1),
                        new Stay("A1", 1),
                        new Stay("A0", 1));
    }

    @Test
    void aPathThatCameSeveralTimesCountsAsOften() {
        AttractorTraffic once = new AttractorTraffic(List.of("A0", "A1"));
        AttractorTraffic traffic = new AttractorTraffic(List.of("A0", "A1"));
        int[] path = {0, 0, 1, NONE};
        for (int i = 0; i < 3; i++) {
            once.add(path, 1);
        }
        traffic.add(path, 3);
        assertThat(traffic.visits().steps()).isEqualTo(once.visits().steps());
        assertThat(traffic.transitions()).isEqualTo(once.transitions());
        assertThat(traffic.dwells()).containsExactlyInAnyOrderElementsOf(once.dwells());
    }

    @Test
    void anEmptyPathIsNothing() {
        AttractorTraffic traffic = new AttractorTraffic(List.of("A0"));
        traffic.add(new int[0], 1);
        assertThat(traffic.visits().steps()).containsExactly(0, 0);
        assertThat(traffic.dwells()).isEmpty();
        assertThat(AttractorTraffic.stays(List.of("A0", "A1"), new int[0])).isEmpty();
    }
}
