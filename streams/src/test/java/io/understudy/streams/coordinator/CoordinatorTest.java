package io.understudy.streams.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.understudy.agent.fidelity.Limits;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.fingerprint.Equivalence;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.coordinator.ExtractionPlan.Phase;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Contested;
import io.understudy.streams.topic.DriftEvent.DistillationStopped;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class CoordinatorTest {
    private static final int POSITIONS = 20;
    private static final long MINUTE = 60_000;

    private final Coordinator coordinator = coordinator();
    private final List<DriftEvent> answered = new ArrayList<>();
    private ModelState state = ModelState.fresh(0, 0);
    private Map<String, FidelityBaseline> references = Map.of("wa", new FidelityBaseline(1, 0));
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

    /** So many sequences, ten a second, with so many of 20 positions decided alike and a total variation to fit. */
    private void traffic(int sequences, long version, int decided) {
        double variation = 0.2 * (POSITIONS - decided);
        for (int i = 0; i < sequences; i++) {
            now += 100;
            Map<String, FidelityCounts> counts = version == 0
                    ? Map.of()
                    : Map.of("wa", new FidelityCounts(POSITIONS, decided / 2, decided, 0.1, variation, 0.1));
            Summary summary = new Summary(
                    "m",
                    "f",
                    version,
                    List.of(new Summary.Entry(now, null, counts)),
                    List.of(List.of("a")),
                    null,
                    Map.of(),
                    List.of(),
                    Map.of(),
                    null,
                    null);
            Coordinator.Step step =
                    coordinator.observe(state, summary, Trigger.INITIAL, references::get, drift -> List.of(), now);
            answered.addAll(step.events());
            state = coordinator.tick(step.state(), now);
        }
    }

    /** The awaited distillation ends; it was from as much traffic as there is to be, or from less. */
    private void decided(String outcome, long version, boolean whole) {
        state = state.with(state.plan().extracting("r", whole));
        Coordinator.Step step = coordinator.observe(state, decision("r", "adwin", outcome, version), now);
        answered.addAll(step.events());
        state = step.state();
    }

    /** Incumbent and challenger decide alike at 0.4 of the positions. */
    private ExtractionDecided decision(String request, String trigger, String outcome, long version) {
        Contested contest = new Contested(
                0.3, 0.3, 0.4, 0.4, 0.12, 0.12, null, null, null, 0.0, new double[] {0, 0}, 0.95, null, false);
        return new ExtractionDecided(
                "m",
                "f",
                now,
                request,
                trigger,
                outcome,
                version,
                1,
                10,
                0.3,
                0.3,
                0.4,
                0.4,
                null,
                null,
                null,
                Map.of("wa", contest));
    }

    private List<String> detectors() {
        return answered.stream()
                .filter(Drift.class::isInstance)
                .map(event -> ((Drift) event).detector())
                .toList();
    }

    private List<DistillationStopped> stops() {
        return answered.stream()
                .filter(DistillationStopped.class::isInstance)
                .map(DistillationStopped.class::cast)
                .toList();
    }

    @Test
    void theFirstSurrogateIsDistilledFromTheFirstTraffic() {
        traffic(50, 0, 0);
        assertThat(state.plan().wanted()).isEqualTo("initial");
        assertThat(state.plan().phase()).isEqualTo(Phase.GATHERING);
        assertThat(coordinator.ready(state, now)).isFalse();
        assertThat(coordinator.ready(state, now + MINUTE))
                .as("patience is over")
                .isTrue();
        traffic(50, 0, 0);
        assertThat(coordinator.ready(state, now)).isTrue();
        decided("promoted", 1, true);
        traffic(10, 0, 0);
        assertThat(state.plan().wanted())
                .as("the batches before the first scored one")
                .isNull();
    }

    @Test
    void aDropIsReportedOnceByEachDetectorAndGathersWhatCameAfterIt() {
        traffic(400, 1, 20);
        assertThat(answered).isEmpty();
        traffic(600, 1, 8);
        assertThat(detectors()).containsExactlyInAnyOrder("adwin", "floor");
        assertThat(state.plan().wanted()).isEqualTo("adwin");
        assertThat(state.plan().phase()).isEqualTo(Phase.GATHERING);
        assertThat(state.sampledFrom()).isBetween(380L, 420L);
    }

    @Test
    void disagreementAboutNearTiesIsNoDrift() {
        // Strict agreement is half of decision agreement throughout.
        traffic(2_000, 1, 20);
        assertThat(answered).isEmpty();
    }

    @Test
    void aSurrogateThatWasPromotedBelowAnyFloorIsMeasuredFromWhatItShowed() {
        references = Map.of("wa", new FidelityBaseline(0.4, 0.12));
        traffic(1_000, 1, 8);
        assertThat(answered).isEmpty();
        traffic(1_000, 1, 4);
        assertThat(detectors()).containsExactlyInAnyOrder("adwin", "floor");
    }

    @Test
    void aConfiguredFloorHoldsForWhatWasAboveItAlone() {
        Limits limits = new Limits(OptionalDouble.of(0.8), 0.1);
        assertThat(limits.of(Measure.DECISION_AGREEMENT, 0.95)).hasValue(0.8);
        assertThat(limits.of(Measure.DECISION_AGREEMENT, Double.NaN)).hasValue(0.8);
        assertThat(limits.of(Measure.DECISION_AGREEMENT, 0.7).getAsDouble()).isCloseTo(0.6, within(1e-9));
        assertThat(limits.of(Measure.TOTAL_VARIATION, 0.05).getAsDouble()).isCloseTo(0.15, within(1e-9));
        assertThat(limits.of(Measure.TOTAL_VARIATION, Double.NaN)).isEmpty();
    }

    @Test
    void whereNothingBetterCanBeDistilledItStopsAndSaysSoOnce() {
        traffic(400, 1, 20);
        traffic(200, 1, 8);
        decided("rejected", 2, true);
        assertThat(stops()).hasSize(1);
        assertThat(state.plan().stopped()).isTrue();
        int before = detectors().size();
        traffic(5_000, 1, 8);
        assertThat(stops()).hasSize(1);
        assertThat(detectors())
                .as("what is known to be so is not reported again")
                .hasSize(before);
        assertThat(state.plan().wanted()).isNull();
        assertThat(state.watches().get("wa").dropped()).isFalse();
    }

    @Test
    void itTriesAgainOnceTheTrafficChanges() {
        traffic(400, 1, 20);
        traffic(200, 1, 8);
        decided("rejected", 2, true);
        traffic(1_000, 1, 8);
        int before = detectors().size();
        traffic(1_000, 1, 2);
        assertThat(detectors()).hasSizeGreaterThan(before);
        assertThat(state.plan().stopped()).isFalse();
        assertThat(state.plan().wanted()).isEqualTo("adwin");
    }

    @Test
    void itIsReadyAgainOnceTheSurrogateIsAsItWasPromoted() {
        traffic(400, 1, 20);
        traffic(200, 1, 8);
        decided("rejected", 2, true);
        traffic(2_000, 1, 20);
        assertThat(state.plan().stopped()).isFalse();
        int before = detectors().size();
        traffic(1_000, 1, 8);
        assertThat(detectors()).hasSizeGreaterThan(before);
    }

    @Test
    void aDistillationFromLittleTrafficIsTriedAgainFromAll() {
        traffic(400, 1, 20);
        traffic(60, 1, 8);
        decided("rejected", 2, false);
        assertThat(stops()).isEmpty();
        assertThat(state.plan().wanted()).isEqualTo("adwin");
        state = state.with(state.plan().gathering(now));
        assertThat(coordinator.ready(state, now + 2 * MINUTE))
                .as("patience does not help")
                .isFalse();
        traffic(100, 1, 8);
        assertThat(coordinator.ready(state, now)).isTrue();
    }

    @Test
    void pausesDoubleAsLongAsDistillationsFail() {
        traffic(400, 1, 20);
        traffic(200, 1, 8);
        decided("failed", 2, true);
        assertThat(state.plan().notBefore() - now).isEqualTo(MINUTE);
        assertThat(state.plan().wanted()).isEqualTo("adwin");
        decided("failed", 2, true);
        assertThat(state.plan().notBefore() - now).isEqualTo(2 * MINUTE);
        decided("failed", 2, true);
        assertThat(state.plan().notBefore() - now).as("the longest pause").isEqualTo(3 * MINUTE);
        decided("promoted", 2, true);
        assertThat(state.plan().notBefore() - now).isEqualTo(MINUTE);
        assertThat(state.plan().wanted()).isNull();
        assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void whatRecoversByItselfIsNotDistilledAnew() {
        traffic(400, 1, 20);
        traffic(100, 1, 8);
        decided("failed", 2, true);
        state = state.with(state.plan().failed(Long.MAX_VALUE, false));
        traffic(400, 1, 20);
        assertThat(state.plan().wanted()).isNull();
    }

    @Test
    void whoAsksByHandEndsThePauseAndLeavesNothingBehindIfItWasNotNeeded() {
        traffic(200, 1, 20);
        state = coordinator.wanted(state.with(state.plan().done(Long.MAX_VALUE)), now);
        assertThat(state.plan().wanted()).isEqualTo("manual");
        assertThat(coordinator.ready(state, now)).isTrue();
        ModelState underWay = state.with(state.plan().extracting("r", true));
        assertThat(coordinator.wanted(underWay, now)).as("one at a time").isSameAs(underWay);
        decided("rejected", 2, true);
        assertThat(state.plan().wanted()).isNull();
        assertThat(state.plan().failures()).isZero();
        assertThat(stops()).isEmpty();
        assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void anotherRequestsEndIsNotTheAwaitedOne() {
        traffic(10, 0, 0);
        ModelState waiting = state.with(state.plan().extracting("mine", true));
        assertThat(coordinator
                        .observe(waiting, decision("other", "adwin", "promoted", 5), now)
                        .state())
                .isEqualTo(waiting);
    }

    @Test
    void verdictsOfAReplacedVersionDoNotCount() {
        traffic(400, 2, 20);
        traffic(400, 1, 2);
        assertThat(answered).isEmpty();
        assertThat(state.version()).isEqualTo(2);
    }

    @Test
    void whatIsRememberedIsTheSameAfterTheStore() {
        references = Map.of("wa", new FidelityBaseline(Double.NaN, 0.01));
        traffic(300, 1, 20);
        traffic(200, 1, 6);
        Json json = new Json();
        ModelState stored = json.read(json.write(state), ModelState.class);
        assertThat(stored).isEqualTo(state);
        assertThat(stored.watches().get("wa").drop()).isNotNull();
        assertThat(stored.watches().get("wa").level().decisionAgreement()).isNaN();
    }

    @Test
    void anotherFileWithoutSurrogatesIsDistilledAndOneThatAnswersAlikeIsNot() {
        assertThat(coordinator.changed(state, change(false, false)).plan().wanted())
                .isEqualTo(Trigger.MODEL_CHANGED);
        // An initial distillation that has not begun goes by the same name.
        state = state.with(state.plan().wanting(Trigger.INITIAL));
        assertThat(coordinator.changed(state, change(false, false)).plan().wanted())
                .isEqualTo(Trigger.MODEL_CHANGED);
        state = ModelState.fresh(0, 0).withVersion(3);
        assertThat(coordinator.changed(state, change(true, false)).plan().wanted())
                .isNull();
        // Its surrogates are known before anything has been scored with them.
        assertThat(coordinator
                        .changed(ModelState.fresh(0, 0), change(true, true))
                        .version())
                .isEqualTo(3);
        ExtractionPlan plan = coordinator.changed(state, change(true, true)).plan();
        assertThat(plan.wanted()).isEqualTo(Trigger.ATTRACTORS_UNKNOWN);
        assertThat(plan.attractorsOnly()).isTrue();
    }

    @Test
    void surrogatesOfAFileThatAnswersAlikeEndTheWaitForTheFirst() {
        state = state.with(state.plan().wanting(Trigger.MODEL_CHANGED));
        traffic(1, 4, 20);
        assertThat(state.version()).isEqualTo(4);
        assertThat(state.plan().wanted()).isNull();
        assertThat(state.plan().phase()).isEqualTo(ExtractionPlan.Phase.WATCHING);
    }

    @Test
    void anAttractorShiftWithFidelityIntactRefreshesTheAttractorsAlone() {
        traffic(200, 1, 20);
        Map<String, FidelityState> watches = state.watches();
        state = coordinator.tick(coordinator.shifted(state), now);
        assertThat(state.plan().wanted()).isEqualTo(Trigger.ATTRACTOR_SHIFT);
        assertThat(state.plan().phase()).isEqualTo(ExtractionPlan.Phase.GATHERING);
        state = state.with(state.plan().extracting("r", true));
        state = coordinator
                .observe(state, decision("r", Trigger.ATTRACTOR_SHIFT, "promoted", 2), now)
                .state();
        assertThat(state.version()).isEqualTo(2);
        assertThat(state.watches()).isEqualTo(watches);
        assertThat(state.plan().wanted()).isNull();
        // Not again at once.
        state = coordinator.tick(coordinator.shifted(state), now + MINUTE);
        assertThat(state.plan().phase()).isEqualTo(ExtractionPlan.Phase.WATCHING);
    }

    @Test
    void aDropWantsMoreThanTheAttractors() {
        traffic(200, 1, 20);
        state = coordinator.shifted(state);
        traffic(300, 1, 8);
        assertThat(detectors()).isNotEmpty();
        assertThat(state.plan().attractorsOnly()).isFalse();
        ModelState dropped = state.with(state.plan().done(now));
        assertThat(coordinator.shifted(dropped).plan().wanted()).isNull();
    }

    private static DriftEvent.ModelChanged change(boolean kept, boolean attractorsLost) {
        return new DriftEvent.ModelChanged(
                "m", 1, "e", "f", Equivalence.VARIANT, 0.1, 0.01, kept, kept ? 3 : 0, attractorsLost, "why");
    }
}
