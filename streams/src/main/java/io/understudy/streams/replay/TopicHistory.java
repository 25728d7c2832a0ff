package io.understudy.streams.replay;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a stretch of a topic in the order of its records' timestamps, whichever partitions they are in. The consumer is
 * in no group and commits nothing.
 */
final class TopicHistory {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Records of a partition that wait for others; what comes beyond is left at the broker. */
    private static final int MOST_WAITING = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Map<TopicPartition, Deque<ConsumerRecord<String, byte[]>>> waiting = new HashMap<>();
    private final long expected;

    /**
     * Finds where the stretch lies.
     *
     * @throws InvalidInputException if there is no such topic
     */
    TopicHistory(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, String topic, TimeRange range) {
        this.consumer = consumer;
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        if (known == null || known.isEmpty()) {
            throw new InvalidInputException("there is no topic " + topic + ": check 'topics.prefix'");
        }
        List<TopicPartition> partitions = known.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> latest = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = offsets(partitions, range.from(), latest);
        ends.putAll(offsets(partitions, range.to(), latest));
        long count = 0;
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, begins.get(partition));
            waiting.put(partition, new ArrayDeque<>());
            count += Math.max(0, ends.get(partition) - begins.get(partition));
        }
        this.expected = count;
    }

    private Map<TopicPartition, Long> offsets(
            List<TopicPartition> partitions, Instant at, Map<TopicPartition, Long> latest) {
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> at.toEpochMilli())));
        return partitions.stream()
                .collect(Collectors.toMap(Function.identity(), partition -> Optional.ofNullable(found.get(partition))
                        .map(OffsetAndTimestamp::offset)
                        .orElse(latest.get(partition))));
    }

    /** Gives every record of the stretch. */
    void forEach(Consumer<ConsumerRecord<String, byte[]>> sink, Progress progress) {
        long done = 0;
        long silentSince = System.nanoTime();
        while (!ended()) {
            var polled = consumer.poll(POLL);
            polled.forEach(record -> {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < ends.get(partition)) {
                    waiting.get(partition).add(record);
                }
            });
            long before = done;
            for (Optional<ConsumerRecord<String, byte[]>> next = next(); next.isPresent(); next = next()) {
                sink.accept(next.get());
                done++;
            }
            throttle();
            progress.report("scoring", Math.min(done, expected), expected);
            silentSince = polled.isEmpty() && done == before ? silentSince : System.nanoTime();
            if (System.nanoTime() - silentSince > PATIENCE.toNanos()) {
                throw new IllegalStateException("the broker has sent nothing for %d s, %,d records before the end"
                        .formatted(PATIENCE.toSeconds(), expected - done));
            }
        }
    }

    private boolean ended() {
        return ends.keySet().stream().allMatch(this::exhausted)
                && waiting.values().stream().allMatch(Deque::isEmpty);
    }

    private boolean exhausted(TopicPartition partition) {
        return consumer.position(partition) >= ends.get(partition);
    }

    /** The earliest record; empty while a partition that may hold an earlier one has none here. */
    private Optional<ConsumerRecord<String, byte[]>> next() {
        boolean unknown =
                waiting.entrySet().stream().anyMatch(entry -> entry.getValue().isEmpty() && !exhausted(entry.getKey()));
        return unknown
                ? Optional.empty()
                : waiting.values().stream()
                        .filter(queue -> !queue.isEmpty())
                        .min(Comparator.comparingLong(queue -> queue.peek().timestamp()))
                        .map(Deque::poll);
    }

    private void throttle() {
        waiting.forEach((partition, queue) -> {
            if (queue.size() > MOST_WAITING) {
                consumer.pause(List.of(partition));
            } else {
                consumer.resume(List.of(partition));
            }
        });
    }
}
