package io.understudy.streams.recent;

import io.understudy.streams.config.Settings;
import io.understudy.streams.intake.RawRecord;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Window;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads windows, drift events and dead letters, from the recent past on, on a thread of its own. */
public final class RecentReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecentReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(2);
    private static final Duration FURTHEST_BACK = Duration.ofHours(4);
    /** Of each partition of a topic that is not read by time. */
    private static final long MOST_BACK = 200;

    private static final int SHOWN = 300;

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Settings.Topics topics;
    private final RecentHistories recent;
    private final Clock clock;
    private final Json json = new Json();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param consumers opens a consumer that is in no group
     * @param recent where it goes
     */
    public RecentReader(
            Supplier<Consumer<String, byte[]>> consumers, Settings.Topics topics, RecentHistories recent, Clock clock) {
        this.consumers = consumers;
        this.topics = topics;
        this.recent = recent;
        this.clock = clock;
        this.thread = new Thread(this::run, "understudy-recent");
        thread.setDaemon(true);
    }

    /** Begins to read. */
    public void start() {
        thread.start();
    }

    private void run() {
        Map<TopicPartition, Long> places = new HashMap<>();
        while (!closing) {
            try (Consumer<String, byte[]> consumer = consumers.get()) {
                consumer.assign(Stream.of(topics.windows(), topics.driftEvents(), topics.deadLetters())
                        .flatMap(topic -> partitions(consumer, topic).stream())
                        .toList());
                if (places.isEmpty()) {
                    places.putAll(beginnings(consumer));
                }
                places.forEach(consumer::seek);
                while (!closing) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        take(record);
                        places.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    }
                }
            } catch (InterruptException e) {
                closing = true;
            } catch (KafkaException e) {
                LOG.warn("the page's reader starts over after: {}", e.getMessage());
                rest();
            }
        }
    }

    private Map<TopicPartition, Long> beginnings(Consumer<String, byte[]> consumer) {
        Map<TopicPartition, Long> places = new HashMap<>();
        List<TopicPartition> byTime = partitions(consumer, topics.windows());
        long since = clock.millis() - FURTHEST_BACK.toMillis();
        Map<TopicPartition, Long> times = new HashMap<>();
        byTime.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, Long> ends = consumer.endOffsets(byTime);
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times).entrySet()) {
            places.put(
                    found.getKey(),
                    found.getValue() == null
                            ? ends.get(found.getKey())
                            : found.getValue().offset());
        }
        for (String topic : List.of(topics.driftEvents(), topics.deadLetters())) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            consumer.endOffsets(partitions)
                    .forEach(
                            (partition, end) -> places.put(partition, Math.max(first.get(partition), end - MOST_BACK)));
        }
        return places;
    }

    private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            if (record.topic().equals(topics.deadLetters())) {
                recent.add(letter(record), header(record, RawRecord.MODEL));
            } else if (record.topic().equals(topics.windows())) {
                recent.add(json.read(record.value(), Window.class));
            } else {
                recent.add(json.read(record.value(), DriftEvent.class));
            }
        } catch (SerializationException e) {
            LOG.warn("skipped {}-{} at {}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private static DeadLetter letter(ConsumerRecord<String, byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String begin = new String(Arrays.copyOf(value, Math.min(SHOWN, value.length)), StandardCharsets.UTF_8);
        return new DeadLetter(
                record.timestamp(),
                header(record, RawRecord.TOPIC),
                header(record, RawRecord.PARTITION),
                header(record, RawRecord.OFFSET),
                header(record, RawRecord.REASON),
                value.length,
                begin);
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR.toMillis());
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
