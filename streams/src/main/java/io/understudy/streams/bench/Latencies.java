package io.understudy.streams.bench;

import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads verdicts as they are committed, and measures how long after its record's timestamp each can be read. A verdict
 * has the timestamp of its sequence's record.
 */
final class Latencies implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(20);

    private final Consumer<String, byte[]> consumer;
    private final Clock clock;
    private final LongStream.Builder millis = LongStream.builder();
    private final Thread thread = new Thread(this::read, "bench-verdicts");
    private volatile boolean stopped;
    private volatile long from = Long.MAX_VALUE;
    private volatile long seen;

    /** Reads what is committed from now on. */
    Latencies(Settings settings, Clock clock) {
        this.consumer = new KafkaConfigs(settings).reader();
        this.clock = clock;
        List<TopicPartition> partitions = consumer
                .partitionsFor(settings.topics().verdicts())
                .stream()
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
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
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
