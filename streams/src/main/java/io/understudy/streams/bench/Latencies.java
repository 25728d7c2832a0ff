package io.understudy.streams.bench;

import io.understudy.streams.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads verdicts as they are committed, and measures how long after its record's timestamp each can be read. A verdict
 * has the timestamp of its sequence's record.
 */
final class Latencies implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Clock clock;
    private final LongStream.Builder millis = LongStream.builder();
    private final Thread thread = new Thread(this::read, "bench-verdicts");
    private volatile boolean stopped;
    private volatile long from = Long.MAX_VALUE;
    private volatile long seen;

    /** Reads what is committed from now on. */
    Latencies(String bootstrap, Settings.Topics topics, Clock clock) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrap,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.clock = clock;
        List<TopicPartition> partitions = consumer.partitionsFor(topics.verdicts()).stream()
                .map(one -> new TopicPartition(one.topic(), one.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
    }

    /** Counts verdicts of records from now on. */
    void begin() {
        from = clock.millis();
    }

    private void read() {
        while (!stopped) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.timestamp() >= from) {
                    millis.add(clock.millis() - record.timestamp());
                    seen++;
                }
            }
        }
    }

    /** How many have been counted. */
    long seen() {
        return seen;
    }

    /** Ends it: all latencies in order, milliseconds. */
    long[] sorted() {
        stop();
        return millis.build().sorted().toArray();
    }

    @Override
    public void close() {
        stop();
        consumer.close();
    }

    private void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
