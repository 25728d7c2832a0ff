package io.understudy.streams.clients;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A stream thread's consumer. It gives records in the order in which partitions were fetched, so that a thread with a
 * backlog of sequences would come to its coordinator's topics once in a round of all of them: drifts would be detected
 * the later the more traffic there is, and what has piled up would then be processed in one go. Where the coordinator
 * is behind, every second poll is of its topics only.
 */
final class CoordinatorFirst extends KafkaConsumer<byte[], byte[]> {
    /** Records and ends of transactions that wait at any time. */
    private static final long USUAL_LAG = 16;

    private final Set<String> coordinators;
    /** Partitions that are paused here, and not by Kafka Streams. */
    private final Set<TopicPartition> held = new HashSet<>();

    private boolean first;

    /** For the coordinator's topics, among others. */
    CoordinatorFirst(Map<String, Object> config, Set<String> coordinators) {
        super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.coordinators = coordinators;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        first = !first && behind();
        ConsumerRecords<byte[], byte[]> records = first ? pollCoordinators() : ConsumerRecords.empty();
        return records.isEmpty() ? super.poll(timeout) : records;
    }

    private boolean behind() {
        return assignment().stream()
                .filter(this::isCoordinators)
                .anyMatch(partition -> currentLag(partition).orElse(0) > USUAL_LAG);
    }

    private boolean isCoordinators(TopicPartition partition) {
        return coordinators.contains(partition.topic());
    }

    private ConsumerRecords<byte[], byte[]> pollCoordinators() {
        Set<TopicPartition> others = assignment().stream()
                .filter(partition -> !isCoordinators(partition))
                .collect(Collectors.toSet());
        others.removeAll(paused());
        super.pause(others);
        held.addAll(others);
        try {
            return super.poll(Duration.ZERO);
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
