package io.understudy.streams.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.attractor.PrincipalPlane;
import io.understudy.agent.attractor.ReferenceOccupancy;
import io.understudy.streams.topic.DriftEvent.AttractorShift;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OccupancyStateTest {
    private static final int BATCH = 50;

    private final AttractorMap map = map();
    private final List<AttractorShift> answered = new ArrayList<>();
    private OccupancyState watch = OccupancyState.fresh(1, map);

    private static AttractorMap map() {
        List<Attractor> attractors = new ArrayList<>();
        for (int a = 0; a < 2; a++) {
            attractors.add(new Attractor(
                    "A" + a,
                    Attractor.Kind.FIXED_POINT,
                    true,
                    1,
                    null,
                    List.of("."),
                    "x",
                    0.5,
                    1_000,
                    1,
                    List.of(),
                    new float[] {a},
                    new float[][] {{a}}));
        }
        return new AttractorMap(
                "m",
                ".",
                1,
                attractors,
                List.of(),
                List.of(),
                0,
                new ReferenceOccupancy(new Occupancy(new long[] {5_000, 4_900, 100}), 1_000, 2, 0.03),
                new PrincipalPlane(new double[1], new double[1], new double[1], 1, List.of()),
                List.of(),
                List.of(),
                List.of());
    }

    private void observe(int batches, long... visits) {
        for (int i = 0; i < batches; i++) {
            List<Summary.Entry> entries = Collections.nCopies(BATCH, new Summary.Entry(0, null, Map.of()));
            OccupancyState.Step step = watch.observe(
                    new Summary(
                            "m",
                            "f",
                            1,
                            entries,
                            List.of(),
                            new Occupancy(visits),
                            Map.of(),
                            List.of(),
                            Map.of(),
                            null,
                            null),
                    map,
                    7);
            watch = step.watch();
            step.event().ifPresent(answered::add);
        }
    }

    @Test
    void aShiftIsToldOnceAndAgainAfterItWasOver() {
        observe(100, 250, 245, 5);
        assertThat(answered).isEmpty();
        observe(50, 100, 395, 5);
        assertThat(answered).hasSize(1);
        AttractorShift shift = answered.get(0);
        assertThat(shift.sequences()).isEqualTo(ReferenceOccupancy.WINDOW);
        assertThat(shift.distance()).isGreaterThan(0.06);
        assertThat(shift.shares().keySet()).contains("A0", "A1");
        assertThat(shift.shares().get("A1").after()).isEqualTo(0.79);
        observe(10, 250, 245, 5);
        observe(10, 100, 395, 5);
        assertThat(answered).hasSize(2);
    }

    @Test
    void whatIsSignificantButSmallIsNoShift() {
        observe(200, 25_400, 24_100, 500);
        assertThat(answered).isEmpty();
    }
}
