package io.understudy.streams.clients;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A stream thread's consumer, which decides when its coordinator's topics are read: seldom, since after each time the
 * whole of its state is written; but before more sequences where it is behind. A consumer gives records in the order in
 * which partitions were fetched, so that a thread with a backlog of sequences would otherwise come to its coordinator
 * once in a round of all partitions, and drifts would be detected the later the more traffic there is.
 */
final class CoordinatorPolling extends KafkaConsumer<byte[], byte[]> {
    private static final long PAUSE_NANOS = Duration.ofMillis(200).toNanos();
    /** Records and ends of transactions that may wait after a poll. */
    private static final long USUAL_LAG = 16;

    private final Set<String> coordinators;
    /** Partitions that are paused here, and not by Kafka Streams. */
    private final Set<TopicPartition> held = new HashSet<>();

    private boolean first;
    private long last = System.nanoTime() - PAUSE_NANOS;

    /** For the coordinator's topics, among others. */
    CoordinatorPolling(Map<String, Object> config, Set<String> coordinators) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.coordinators = coordinators;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        boolean behind = behind();
        // In turns, so that a coordinator that never catches up does not keep the sequences waiting for ever.
        first = behind && !first;
        ConsumerRecords<byte[], byte[]> records =
                first ? pollWithout(this::isNotCoordinators, Duration.ZERO) : ConsumerRecords.empty();
        if (!records.isEmpty()) {
            return records;
        }
        boolean resting = !behind && System.nanoTime() - last < PAUSE_NANOS;
        records = resting ? pollWithout(this::isCoordinators, timeout) : super.poll(timeout);
        if (records.partitions().stream().anyMatch(this::isCoordinators)) {
            last = System.nanoTime();
        }
        return records;
    }

    private boolean behind() {
        return assignment().stream()
                .filter(this::isCoordinators)
                .anyMatch(partition -> currentLag(partition).orElse(0) > USUAL_LAG);
    }

    private boolean isCoordinators(TopicPartition partition) {
        return coordinators.contains(partition.topic());
    }

    private boolean isNotCoordinators(TopicPartition partition) {
        return !isCoordinators(partition);
    }

    private ConsumerRecords<byte[], byte[]> pollWithout(Predicate<TopicPartition> some, Duration timeout) {
        Set<TopicPartition> others = assignment().stream().filter(some).collect(Collectors.toSet());
        others.removeAll(paused());
        super.pause(others);
        held.addAll(others);
        try {
            return super.poll(timeout);
        } finally {
            // A rebalance may have taken some away.
            held.retainAll(assignment());
            super.resume(held);
            held.clear();
        }
    }

    /** Kafka Streams pauses partitions in a rebalance: these stay so. */
    @Override
    public void pause(Collection<TopicPartition> partitions) {
        held.removeAll(partitions);
        super.pause(partitions);
    }
}
