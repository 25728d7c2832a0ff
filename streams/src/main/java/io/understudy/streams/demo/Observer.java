package io.understudy.streams.demo;

import io.understudy.agent.surrogate.Bundle;
import io.understudy.streams.config.Settings;
import io.understudy.streams.demo.DemoSummary.DriftSeen;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.DriftEvent.ExtractionDecided;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Verdict;
import io.understudy.streams.topic.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what the app writes, as any consumer could. */
final class Observer implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Settings.Topics topics;
    private final Consumer<DriftEvent> listener;
    private final Json json = new Json();
    private final Tally normal = new Tally();
    private final Map<Long, Tally> shifted = new TreeMap<>();
    private final List<ExtractionDecided> decisions = new ArrayList<>();
    private Tally afterDecision = new Tally();
    private Tally sinceLastLook = new Tally();
    private long verdicts;
    private long deadLetters;
    private boolean drifted;
    private final List<DriftSeen> drifts = new ArrayList<>();
    private final Map<Long, Long> published = new HashMap<>();
    private long changedAt = Long.MAX_VALUE;

    /** Decision agreement over some sequences. */
    static final class Tally {
        private long sequences;
        private long positions;
        private double decided;

        private void add(Verdict verdict, Verdict.Said said) {
            sequences++;
            positions += verdict.findings().positions();
            decided += said.decisionAgreement() * verdict.findings().positions();
        }

        long sequences() {
            return sequences;
        }

        Double ratio() {
            return positions == 0 ? null : decided / positions;
        }
    }

    /**
     * @param listener hears of each drift event
     */
    Observer(String bootstrap, Settings.Topics topics, Consumer<DriftEvent> listener) {
        this.topics = topics;
        this.listener = listener;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                List.of(topics.verdicts(), topics.driftEvents(), topics.deadLetters(), topics.windows()).stream()
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Takes in what is new. */
    void look() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (record.topic().equals(topics.verdicts())) {
                take(json.read(record.value(), Verdict.class));
            } else if (record.topic().equals(topics.deadLetters())) {
                deadLetters++;
            } else if (record.topic().equals(topics.windows())) {
                take(json.read(record.value(), Window.class));
            } else {
                take(json.read(record.value(), DriftEvent.class));
            }
        }
    }

    private void take(Verdict verdict) {
        verdicts++;
        Verdict.Said said = verdict.findings().surrogates().get(Bundle.WA);
        if (said == null) {
            return;
        }
        sinceLastLook.add(verdict, said);
        boolean isShifted = verdict.id().startsWith(Traffic.SHIFTED);
        if (isShifted) {
            shifted.computeIfAbsent(verdict.findings().version(), version -> new Tally())
                    .add(verdict, said);
        } else if (decisions.size() <= 1) {
            normal.add(verdict, said);
        }
        if (isShifted && redistilled() != null && verdict.findings().version() >= inForce()) {
            afterDecision.add(verdict, said);
        }
    }

    private void take(Window window) {
        if (window.version() >= inForce()) {
            published.put(window.begin(), window.sequences());
        }
    }

    private void take(DriftEvent event) {
        listener.accept(event);
        if (event instanceof DriftEvent.Drift drift) {
            boolean after = drift.at() >= changedAt;
            drifted |= after;
            drifts.add(new DriftSeen(drift.surrogate(), drift.detector(), after ? "changed" : "normal"));
        }
        // Surrogates stay as they are when their attractors are searched again.
        if (event instanceof ExtractionDecided decided && !decided.attractorsOnly()) {
            decisions.add(decided);
            afterDecision = new Tally();
            published.clear();
        }
    }

    /** From this moment on, milliseconds since 1970, the traffic is changed. */
    void changed(long at) {
        changedAt = at;
    }

    /** Drops that were reported, in order. */
    List<DriftSeen> drifts() {
        return List.copyOf(drifts);
    }

    /** Changed sequences that have their verdict. */
    long changedSequences() {
        return shifted.values().stream().mapToLong(Tally::sequences).sum();
    }

    /** Whether so many changed sequences have been scored without a drift and with nothing under way. */
    boolean steady(long enough) {
        return !drifted && changedSequences() >= enough;
    }

    /** The version that counts after the last decision. */
    private long inForce() {
        return decisions.stream()
                .filter(decided -> decided.outcome().equals("promoted"))
                .mapToLong(ExtractionDecided::version)
                .max()
                .orElse(0);
    }

    long verdicts() {
        return verdicts;
    }

    long deadLetters() {
        return deadLetters;
    }

    boolean drifted() {
        return drifted;
    }

    List<ExtractionDecided> decisions() {
        return List.copyOf(decisions);
    }

    /** The last distillation on account of drift; null before. */
    ExtractionDecided redistilled() {
        ExtractionDecided last = decisions.isEmpty() ? null : decisions.get(decisions.size() - 1);
        return last != null && drifted && !last.trigger().equals("initial") ? last : null;
    }

    /** Normal traffic under the first surrogates. */
    Tally before() {
        return normal;
    }

    /** Shifted traffic under the surrogates that were in force when it came. */
    Tally atDrift() {
        Tally none = new Tally();
        return shifted.values().stream().findFirst().orElse(none);
    }

    /** Shifted traffic since the last decision. */
    Tally after() {
        return afterDecision;
    }

    /** Sequences in published windows since the last decision, under the surrogates that it left in force. */
    long published() {
        return published.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What came since the last call. */
    Tally recent() {
        Tally recent = sinceLastLook;
        sinceLastLook = new Tally();
        return recent;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
