package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.fidelity.Breakdown.Dimension;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.file.SequenceFile;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
    private static final String TENANT = "tenant";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private final Json json = new Json();
    private final Random random = new Random(1);

    @Test
    @Timeout(400)
    void whereOneSegmentInTenChangesTheEventNamesItFirstAndTheAlertsLabelToo() throws Exception {
        Map<String, String> settings = Map.of(
                "segments.header", TENANT,
                "extraction.surrogates", "fsa",
                "extraction.sequences", "600",
                "extraction.sample", "600",
                "extraction.cooldown", "PT1H",
                "extraction.budget", "PT5S");
        try (Lab lab = new Lab();
                UnderstudyApp app = lab.app(folder.resolve("state"), settings);
                KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            app.start();
            List<List<String>> normal = SequenceFile.lines(lab.model().normal());
            List<List<String>> shifted = SequenceFile.lines(lab.model().shifted());
            send(producer, 800, normal, normal);
            List<DriftEvent> events = new ArrayList<>();
            lab.read(
                    "understudy.drift-events",
                    record -> events.add(json.read(record.value(), DriftEvent.class)),
                    () -> events.stream().anyMatch(ExtractionDecided.class::isInstance),
                    LIMIT);
            Awaitility.await().atMost(LIMIT).until(() -> app.version() == 1);
            send(producer, 4_000, normal, normal);
            // Partitions are read in no order: what comes before the change is scored before the change is sent.
            Awaitility.await().atMost(LIMIT).until(() -> lab.committed("understudy.sequences") == 4_800);
            send(producer, 4_000, normal, shifted);
            events.clear();
            lab.read(
                    "understudy.drift-events",
                    record -> events.add(json.read(record.value(), DriftEvent.class)),
                    () -> events.stream().anyMatch(Drift.class::isInstance),
                    LIMIT);
            Drift drift = events.stream()
                    .filter(Drift.class::isInstance)
                    .map(Drift.class::cast)
                    .findFirst()
                    .orElseThrow();
            Contribution first = drift.contributions().get(0);
            assertThat(first.dimension()).isEqualTo(Dimension.SEGMENT);
            assertThat(first.value()).isEqualTo("small");
            // Which of the two measures is the first to tell depends on the order in which partitions were read.
            Measure measure = drift.measure();
            assertThat(measure.loss(first.after()) - measure.loss(first.before()))
                    .as("loss of %s: %s", measure, first)
                    .isGreaterThan(0.15);
            if (measure == Measure.DECISION_AGREEMENT) {
                assertThat(first.before()).isGreaterThan(0.95);
                assertThat(first.after()).isLessThan(0.8);
            }
            assertThat(first.share()).isBetween(0.02, 0.3);
            theMetricsNameIt(app);
            theVerdictsNameTheirs(lab);
        }
    }

    /** Of ten sequences one is of the segment 'small'. */
    private void send(
            KafkaProducer<byte[], byte[]> producer, int many, List<List<String>> most, List<List<String>> small) {
        for (int i = 0; i < many; i++) {
            int draw = random.nextInt(10);
            List<List<String>> from = draw == 0 ? small : most;
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                    "understudy.sequences",
                    Lab.bytes("s" + i),
                    Lab.bytes(String.join(" ", from.get(random.nextInt(from.size())))));
            record.headers().add(TENANT, Lab.bytes(draw == 0 ? "small" : draw < 4 ? "west" : "east"));
            producer.send(record);
        }
        producer.flush();
    }

    private static void theMetricsNameIt(UnderstudyApp app) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(app.address() + "/metrics")).build();
        Awaitility.await().atMost(LIMIT).until(() -> client.send(request, BodyHandlers.ofString())
                .body()
                .contains("understudy_drift_active{model=\"orders\",segment=\"small\",surrogate=\"fsa\"} 1.0"));
        assertThat(client.send(request, BodyHandlers.ofString()).body())
                .contains("understudy_segment_decision_agreement_ratio{model=\"orders\",segment=\"east\"");
    }

    private void theVerdictsNameTheirs(Lab lab) {
        Set<String> segments = new HashSet<>();
        lab.read(
                "understudy.verdicts",
                record -> segments.add(json.read(record.value(), Verdict.class).segment()),
                () -> segments.size() == 3,
                LIMIT);
        assertThat(segments).containsExactlyInAnyOrder("small", "west", "east");
    }
}
