package io.understudy.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import io.understudy.streams.scoring.ScoredSequence.Unscorable;
import io.understudy.streams.serving.FiniteBundle;
import io.understudy.streams.serving.Surrogates;
import io.understudy.streams.telemetry.Meters;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Summary;
import io.understudy.streams.topic.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A sequence that is the same as one shortly before is not scored again, and nothing else is different. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScoringEngineTest {
    private static final int SEQUENCES = 200;

    private final ShippedModel shipped = new ShippedModel();
    private final OnnxModel model = OnnxModel.open(shipped.folder(), 1);
    private final List<List<String>> traffic = SequenceFile.lines(shipped.normal());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry, model.manifest().id(), Clock.systemUTC());
    private final Surrogates surrogates =
            new Surrogates(model, settings().fidelity().limits().floor(), meters);
    private final Json json = new Json();

    @BeforeAll
    void loadSurrogates() {
        Bundle bundle = FiniteBundle.of(
                model,
                traffic.stream()
                        .skip(SEQUENCES)
                        .limit(500)
                        .map(model.alphabet()::encode)
                        .toList());
        surrogates.offer(new ServedFile(model.manifest().id(), model.sha256()).key(), new BundleFormat().write(bundle));
    }

    @AfterAll
    void close() {
        model.close();
        shipped.close();
    }

    @Test
    void whatCameLatelyIsNotPutToTheModelAgain() {
        ScoringEngine engine = engine();
        double before = queried();
        List<ScoredSequence> first = engine.outcomes(sequences("a", 1));
        double distinct = queried();
        assertThat(distinct - before).isBetween(1.0, (double) SEQUENCES);

        List<ScoredSequence> again = engine.outcomes(sequences("b", 2));
        assertThat(queried()).isEqualTo(distinct);
        for (int i = 0; i < SEQUENCES; i++) {
            Verdict fresh = verdict(engine, first.get(i));
            Verdict after = verdict(engine, again.get(i));
            assertThat(after.id()).isEqualTo("b" + i);
            assertThat(after.timestamp()).isEqualTo(2);
            assertThat(after.findings()).isEqualTo(fresh.findings());
            assertThat(fresh.findings().surrogates()).containsOnlyKeys(Bundle.FSA);
        }
    }

    @Test
    void aSummaryIsTheSameWhetherOrNotItsSequencesCameBefore() {
        ScoringEngine engine = engine();
        Summary fresh = engine.score(sequences("a", 1)).summary();
        Summary again = engine.score(sequences("a", 1)).summary();
        assertThat(json.write(again)).isEqualTo(json.write(fresh));
        assertThat(fresh.entries()).hasSize(SEQUENCES);
    }

    @Test
    void anUnknownSymbolIsRefusedEachTimeAndTakesNoOtherWithIt() {
        ScoringEngine engine = engine();
        List<Sequence> sequences = new ArrayList<>(sequences("a", 1).subList(0, 2));
        sequences.add(1, new Sequence("bad", List.of("no-such-symbol"), 1, null));
        for (int i = 0; i < 2; i++) {
            List<ScoredSequence> outcomes = engine.outcomes(sequences);
            assertThat(outcomes.get(1)).isInstanceOf(Unscorable.class);
            assertThat(List.of(outcomes.get(0), outcomes.get(2))).allMatch(Compared.class::isInstance);
        }
    }

    private ScoringEngine engine() {
        return new ScoringEngine(model, surrogates.current(), settings(), meters);
    }

    private double queried() {
        return registry.get("understudy.sequences.queried").counter().count();
    }

    private Verdict verdict(ScoringEngine engine, ScoredSequence outcome) {
        return json.read(engine.verdict((Compared) outcome), Verdict.class);
    }

    private List<Sequence> sequences(String prefix, long timestamp) {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < SEQUENCES; i++) {
            sequences.add(new Sequence(prefix + i, traffic.get(i), timestamp, null));
        }
        return sequences;
    }

    private static Settings settings() {
        Properties properties = new Properties();
        properties.putAll(Map.of("model", "/unused", "kafka.bootstrap.servers", "localhost:1"));
        return SettingsReader.of(properties, Map.of(), "test");
    }
}
