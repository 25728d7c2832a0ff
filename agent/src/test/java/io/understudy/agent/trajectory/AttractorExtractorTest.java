package io.understudy.agent.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorFormat;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.FixedPointCount;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.attractor.OccupancyShift;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.dynamics.LimitSet;
import io.understudy.agent.dynamics.LimitSetSearch;
import io.understudy.agent.dynamics.OracleStateMap;
import io.understudy.agent.dynamics.StateMap;
import io.understudy.agent.file.JsonFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttractorExtractorTest {
    /** Where the upper fixed point of tanh(2 h + b) meets the saddle and both vanish. */
    private static final double VANISHES = -0.53283998;

    @TempDir
    Path folder;

    private static AttractorMap map(Latch latch, List<int[]> sequences) {
        return new AttractorExtractor("latch", latch.classes(), latch, Directions.ANY, 1, Progress.none())
                .extract(sequences);
    }

    @Test
    void everyMemoryIsAnAttractorAndEveryPulseAConnection() {
        // A little off balance, as any trained network: who starts on a saddle would stay there.
        Latch latch = new Latch(2, 0.02);
        AttractorMap map = map(latch, latch.sequences(200, 40, 0.3, 1));
        assertThat(map.attractors()).hasSize(4).allMatch(Attractor::stable);
        assertThat(map.attractors().stream().map(Attractor::says)).containsExactlyInAnyOrder("--", "+-", "-+", "++");
        // 3² fixed points in all (the product of two bits with two attractors and a saddle each).
        assertThat(map.saddles()).hasSize(5);
        assertThat(map.complete()).isTrue();
        assertThat(map.connections()).hasSize(8).allSatisfy(connection -> {
            String from = says(map, connection.from());
            String to = says(map, connection.to());
            int bit = from.charAt(0) == to.charAt(0) ? 1 : 0;
            assertThat(connection.symbols()).containsExactly(to.charAt(bit) + "" + bit);
            assertThat(connection.word()).hasSize(1);
            // The border is near zero, the attractors near the roots of h = tanh 2 h.
            assertThat(connection.threshold()).isCloseTo(0.9575, within(0.05));
        });
        assertThat(map.noneRatio()).isLessThan(0.02);
        assertThat(map.continuous()).isEmpty();
        // One bit is flipped across one border, two are across the corner where both meet: 0.9575 √2 away.
        assertThat(map.network(0.85)).isEmpty();
        assertThat(map.network(1.1)).hasSize(8);
        assertThat(map.network(1.5)).hasSize(12);
    }

    @Test
    void whatNoTrajectoryReachesIsMissedByTheIndexAndFound() {
        // No pulse touches the second bit, which stays at zero: on the ridge between its two attractors.
        Latch latch = new Latch(2, 0);
        List<int[]> sequences = latch.sequences(200, 40, 0.3, 1).stream()
                .map(word -> Arrays.stream(word)
                        .map(symbol -> symbol > 2 ? 0 : symbol)
                        .toArray())
                .toList();
        AttractorMap map = map(latch, sequences);
        assertThat(map.counts()).containsExactly(new FixedPointCount(".", 9, FixedPointCount.WHOLE));
        assertThat(map.attractors().stream().filter(Attractor::stable)).hasSize(4);
        assertThat(map.saddles()).hasSize(5);
    }

    private static String says(AttractorMap map, String id) {
        return map.attractors().stream()
                .filter(attractor -> attractor.id().equals(id))
                .findFirst()
                .orElseThrow()
                .says();
    }

    @Test
    void whatIsOnlySlowIsNoAttractor() {
        double beyond = 1e-4;
        Latch latch = new Latch(1, VANISHES - beyond);
        AttractorMap map = map(latch, latch.sequences(200, 40, 0.3, 1));
        assertThat(map.attractors().stream().filter(Attractor::stable)).hasSize(1);
        Attractor slow = map.attractors().stream()
                .filter(attractor -> !attractor.stable())
                .findFirst()
                .orElseThrow();
        assertThat(slow.says()).isEqualTo("+");
        // The time to pass where two fixed points have vanished: π / √(0.707 · beyond) steps.
        assertThat(slow.lasts().doubleValue()).isCloseTo(Math.PI / Math.sqrt(0.707 * beyond), within(25.0));
    }

    @Test
    void shiftsAreToldFromWhatVariesByItself() {
        Latch latch = new Latch(2, 0);
        AttractorMap map = map(latch, latch.sequences(600, 40, 0.3, 1));
        Assignment assignment = new Assignment(map);
        assertThat(OccupancyShift.of(map.reference(), visits(latch, assignment, map, latch.sequences(500, 40, 0.3, 2)))
                        .shifted())
                .isFalse();
        List<int[]> others = latch.sequences(500, 40, 0.3, 3).stream()
                .map(word -> Arrays.stream(word)
                        .map(symbol -> symbol == 2 ? 0 : symbol)
                        .toArray())
                .toList();
        OccupancyShift shift = OccupancyShift.of(map.reference(), visits(latch, assignment, map, others));
        assertThat(shift.shifted()).isTrue();
        assertThat(shift.distance()).isBetween(0.1, 1.0);
    }

    private static Occupancy visits(Latch latch, Assignment assignment, AttractorMap map, List<int[]> sequences) {
        long[] visits = new long[map.attractors().size() + 1];
        latch.hiddenStateAccess()
                .orElseThrow()
                .queryWithStates(sequences)
                .hidden()
                .forEach(states -> {
                    for (int attractor : assignment.path(states)) {
                        visits[attractor == Assignment.NONE ? visits.length - 1 : attractor]++;
                    }
                });
        return new Occupancy(visits);
    }

    @Test
    void theGraphAloneGivesTheSameAsItsWeights() {
        Latch latch = new Latch(2, 0);
        StateMap byOracle = new OracleStateMap(latch.continuation().orElseThrow());
        List<LimitSet> places = new LimitSetSearch(byOracle, 0, 1.3)
                .from(List.of(
                        new double[] {0.5, 0.4}, new double[] {-0.5, 0.4}, new double[] {0.5, -0.4}, new double[] {
                            -0.2, -0.4
                        }))
                .places();
        assertThat(places).hasSize(4).allMatch(LimitSet::stable);
        assertThat(places.stream()
                        .map(place -> Math.round(1e3 * Math.abs(place.cycle().get(0)[0])))
                        .collect(Collectors.toSet()))
                .containsExactly(958L);
    }

    @Test
    void aFileHoldsTheWholeMap() throws Exception {
        Latch latch = new Latch(2, 0);
        AttractorMap map = map(latch, latch.sequences(100, 40, 0.3, 1));
        Path file = folder.resolve("deep/latch.attractors");
        JsonFile<AttractorMap> format = AttractorFormat.files();
        format.save(map, file);
        assertThat(format.begins(file)).isTrue();
        assertThat(format.load(file)).usingRecursiveComparison().isEqualTo(map);
        Files.writeString(file, Files.readString(file).substring(0, 300));
        assertThatThrownBy(() -> format.load(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cut short");
    }

    @Test
    void tooFewSequencesAreRefused() {
        Latch latch = new Latch(1, 0);
        assertThatThrownBy(() -> map(latch, new ArrayList<>(latch.sequences(9, 5, 0.3, 1))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10 or more");
    }
}
