package io.understudy.streams.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.coordinator.ModelState.Phase;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
    private static final int POSITIONS = 20;
    private static final long MINUTE = 60_000;

    private final Coordinator coordinator = coordinator();
    private final List<DriftEvent> told = new ArrayList<>();
    private ModelState state = ModelState.fresh();
    private long now;

    private static Coordinator coordinator() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "model", "m",
                "kafka.bootstrap.servers", "k:9092",
                "extraction.sequences", "100",
                "extraction.least", "20",
                "extraction.patience", "PT1M",
                "extraction.cooldown", "PT1M",
                "extraction.longest-pause", "PT3M"));
        Settings settings = SettingsReader.of(properties, Map.of(), "test");
        return new Coordinator(settings.fidelity(), settings.extraction());
    }

    /** So many sequences, ten a second, at an agreement. */
    private void traffic(int sequences, long version, int agreed) {
        for (int i = 0; i < sequences; i++) {
            now += 100;
            Map<String, Summary.Counts> counts =
                    version == 0 ? Map.of() : Map.of("wa", new Summary.Counts(POSITIONS, agreed, 0.1));
            Summary summary = new Summary(
                    "m",
                    version,
                    List.of(new Summary.Entry(now, counts)),
                    List.of(List.of("a")),
                    null,
                    Map.of(),
                    List.of());
            Coordinator.Step step = coordinator.hear(state, summary, now);
            told.addAll(step.events());
            state = coordinator.tick(step.state(), now);
        }
    }

    private void decided(String outcome, long version) {
        state = state.extracting("r");
        state = coordinator.hear(
                state,
                new ExtractionDecided(
                        "m", now, "r", "adwin", outcome, version, 1, 10, 0.5, 0.6, null, null, null, Map.of()),
                now);
    }

    private List<String> detectors() {
        return told.stream().map(event -> ((Drift) event).detector()).toList();
    }

    @Test
    void theFirstSurrogateIsDistilledFromTheFirstTraffic() {
        traffic(50, 0, 0);
        assertThat(state.wanted()).isEqualTo("initial");
        assertThat(state.phase()).isEqualTo(Phase.GATHERING);
        assertThat(coordinator.ready(state, now)).isFalse();
        assertThat(coordinator.ready(state, now + MINUTE))
                .as("patience is over")
                .isTrue();
        traffic(50, 0, 0);
        assertThat(coordinator.ready(state, now)).isTrue();
        decided("promoted", 1);
        traffic(10, 0, 0);
        assertThat(state.wanted()).as("the batches before the first scored one").isNull();
    }

    @Test
    void aFallIsToldOnceByEachDetectorAndGathersWhatCameAfterIt() {
        traffic(400, 1, 20);
        assertThat(told).isEmpty();
        traffic(600, 1, 8);
        assertThat(detectors()).containsExactlyInAnyOrder("adwin", "floor");
        assertThat(state.wanted()).isEqualTo("adwin");
        assertThat(state.phase()).isEqualTo(Phase.GATHERING);
        assertThat(state.sampledFrom()).isBetween(380L, 420L);
    }

    @Test
    void pausesDoubleAsLongAsNothingHelps() {
        traffic(400, 1, 20);
        traffic(200, 1, 8);
        decided("rejected", 2);
        assertThat(state.notBefore() - now).isEqualTo(MINUTE);
        assertThat(state.wanted()).isEqualTo("adwin");
        decided("failed", 2);
        assertThat(state.notBefore() - now).isEqualTo(2 * MINUTE);
        decided("rejected", 2);
        assertThat(state.notBefore() - now).as("the longest pause").isEqualTo(3 * MINUTE);
        decided("promoted", 2);
        assertThat(state.notBefore() - now).isEqualTo(MINUTE);
        assertThat(state.wanted()).isNull();
        assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void whatRecoversByItselfIsNotDistilledAnew() {
        traffic(400, 1, 20);
        traffic(100, 1, 8);
        decided("rejected", 2);
        state = state.ended(true, Long.MAX_VALUE);
        traffic(400, 1, 20);
        assertThat(state.wanted()).isNull();
    }

    @Test
    void whoAsksByHandEndsThePauseAndLeavesNothingBehindIfItWasNotNeeded() {
        traffic(200, 1, 20);
        state = coordinator.wanted(state.ended(false, Long.MAX_VALUE), now);
        assertThat(state.wanted()).isEqualTo("manual");
        assertThat(coordinator.ready(state, now)).isTrue();
        ModelState underWay = state.extracting("r");
        assertThat(coordinator.wanted(underWay, now)).as("one at a time").isSameAs(underWay);
        decided("rejected", 2);
        assertThat(state.wanted()).isNull();
        assertThat(state.failures()).isZero();
        assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void anotherRequestsEndIsNotTheAwaitedOne() {
        traffic(10, 0, 0);
        ModelState waiting = state.extracting("mine");
        ExtractionDecided other = new ExtractionDecided(
                "m", now, "other", "adwin", "promoted", 5, 1, 10, null, null, null, null, null, Map.of());
        assertThat(coordinator.hear(waiting, other, now)).isEqualTo(waiting);
    }

    @Test
    void verdictsOfAReplacedVersionDoNotCount() {
        traffic(400, 2, 20);
        traffic(400, 1, 2);
        assertThat(told).isEmpty();
        assertThat(state.version()).isEqualTo(2);
    }
}
