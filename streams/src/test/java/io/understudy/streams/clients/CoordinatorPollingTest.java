package io.understudy.streams.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.broker.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CoordinatorPollingTest {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final TopicPartition SUMMARIES = new TopicPartition("summaries", 0);
    private static final TopicPartition WEST = new TopicPartition("sequences", 0);
    private static final TopicPartition EAST = new TopicPartition("sequences", 1);
    /** Four fetches of 1 MB. */
    private static final int SUMMARIES_SENT = 400;
    /** Of 100 bytes: as many fetches. */
    private static final int SEQUENCES_SENT = 60_000;

    @Test
    @Timeout(120)
    void aBacklogOfSummariesDoesNotWaitForOneOfSequences() throws Exception {
        try (EmbeddedBroker broker = new EmbeddedBroker()) {
            send(broker);
            try (CoordinatorPolling consumer = consumer(broker)) {
                consumer.assign(List.of(WEST, EAST, SUMMARIES));
                int summaries = 0;
                int before = 0;
                int sequences = 0;
                while (sequences < SEQUENCES_SENT || summaries < SUMMARIES_SENT) {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    summaries += records.records(SUMMARIES).size();
                    sequences += records.count() - records.records(SUMMARIES).size();
                    before = summaries < SUMMARIES_SENT ? sequences : before;
                }
                // In the order of fetches it would be three quarters of them.
                assertThat(before).isLessThan(SEQUENCES_SENT / 2);
                assertThat(summaries).isEqualTo(SUMMARIES_SENT);
                assertThat(sequences).isEqualTo(SEQUENCES_SENT);
                assertThat(consumer.paused()).isEmpty();
            }
        }
    }

    @Test
    @Timeout(120)
    void whatKafkaStreamsPausesStaysSo() throws Exception {
        try (EmbeddedBroker broker = new EmbeddedBroker()) {
            send(broker);
            try (CoordinatorPolling consumer = consumer(broker)) {
                consumer.assign(List.of(WEST, EAST, SUMMARIES));
                consumer.pause(List.of(EAST));
                int west = 0;
                int summaries = 0;
                while (west < SEQUENCES_SENT / 2 || summaries < SUMMARIES_SENT) {
                    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                    assertThat(records.records(EAST)).isEmpty();
                    west += records.records(WEST).size();
                    summaries += records.records(SUMMARIES).size();
                }
                assertThat(consumer.paused()).containsExactly(EAST);
            }
        }
    }

    @Test
    @Timeout(120)
    void summariesThatComeOneByOneAreReadFiveTimesASecond() throws Exception {
        try (EmbeddedBroker broker = new EmbeddedBroker()) {
            create(broker);
            try (CoordinatorPolling consumer = consumer(broker);
                    KafkaProducer<byte[], byte[]> producer = producer(broker)) {
                consumer.assign(List.of(WEST, EAST, SUMMARIES));
                long begun = System.nanoTime();
                int read = 0;
                int turns = 0;
                while (read < 50) {
                    send(producer, SUMMARIES, 1, 100);
                    int more = consumer.poll(Duration.ofMillis(20)).count();
                    read += more;
                    turns += more > 0 ? 1 : 0;
                }
                long most = 1 + Duration.ofNanos(System.nanoTime() - begun).dividedBy(Duration.ofMillis(200));
                assertThat(turns).isLessThanOrEqualTo((int) most);
            }
        }
    }

    private static CoordinatorPolling consumer(EmbeddedBroker broker) {
        return new CoordinatorPolling(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.address(),
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                Set.of(SUMMARIES.topic()));
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                KafkaConfigs.sender(broker.address()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void create(EmbeddedBroker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address()))) {
            admin.createTopics(List.of(
                            new NewTopic(SUMMARIES.topic(), 1, (short) 1), new NewTopic(WEST.topic(), 2, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void send(EmbeddedBroker broker) throws Exception {
        create(broker);
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            send(producer, SUMMARIES, SUMMARIES_SENT, 10_000);
            send(producer, WEST, SEQUENCES_SENT / 2, 100);
            send(producer, EAST, SEQUENCES_SENT / 2, 100);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, TopicPartition to, int records, int bytes) {
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>(to.topic(), to.partition(), null, new byte[bytes]));
        }
        producer.flush();
    }
}
