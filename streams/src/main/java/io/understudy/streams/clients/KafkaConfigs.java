package io.understudy.streams.clients;

import io.understudy.streams.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Configurations of the Kafka clients. What the user gives under {@code kafka.} wins. */
public final class KafkaConfigs {
    /** A crashed instance's partitions go to another after this long. */
    private static final int SESSION_MILLIS = 10_000;

    /** Of the stream's producers: what a partition gets between two commits fits into one. */
    private static final int PRODUCER_BATCH = 256 << 10;

    private static final int PRODUCER_LINGER_MILLIS = 10;
    /** Where the stream keeps up, it commits sooner by itself. */
    private static final long BUSY_COMMIT_MILLIS = 250;
    /** Many small fetches cost more than the model: one waits for this much, or this long. */
    private static final int FETCH_BYTES = 64 << 10;

    private static final int FETCH_MILLIS = 20;
    private static final long POLL_MILLIS = 10;
    /**
     * As large as the system makes them. Kafka's own, of 32 to 128 KB, hold less than a fetch: one that is full over
     * loopback, where a segment has 64 KB, makes the sender wait for a timer of 200 ms.
     */
    private static final Map<String, Object> SOCKETS =
            Map.of(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, -1, CommonClientConfigs.SEND_BUFFER_CONFIG, -1);

    /** Enough of a SHA-256 to name a group. */
    private static final int FILE_DIGITS = 16;

    private final Settings settings;

    /** Of one application. */
    public KafkaConfigs(Settings settings) {
        this.settings = settings;
    }

    /**
     * For who sends sequences to topics that may just have been created: the demo, benchmarks, tests.
     *
     * @param bootstrap the brokers' addresses
     */
    public static Map<String, Object> sender(String bootstrap) {
        // A broker may refuse a first batch, since it does not know the topic yet, and accept the second: then the
        // first is out of sequence for ever, and expires after two minutes (KAFKA-14359). One at a time keeps order.
        Map<String, Object> config = new HashMap<>(SOCKETS);
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSetup.LARGEST_RECORD);
        return config;
    }

    /** For an admin client. */
    public Map<String, Object> admin() {
        return new HashMap<>(settings.kafka());
    }

    /** For Kafka Streams. */
    public Properties streams() {
        Properties config = new Properties();
        config.putAll(SOCKETS);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.inference().streamThreads());
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Math.max(BUSY_COMMIT_MILLIS, settings.inference().linger().toMillis()));
        // A thread that waits for records looks in between whether those that came are to be committed.
        config.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        // No source waits for another: order matters within a topic only.
        config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        config.put("processing.exception.handler.global.enabled", true);
        if (settings.topics().replication() > 0) {
            config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int)
                    settings.topics().replication());
        }
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), FETCH_BYTES);
        config.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), FETCH_MILLIS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), TopicSetup.LARGEST_RECORD);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), PRODUCER_BATCH);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), PRODUCER_LINGER_MILLIS);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        config.putAll(settings.kafka());
        return config;
    }

    /**
     * Reads extraction requests.
     *
     * @param model id of a model
     * @param file SHA-256 of the file that this instance serves of it; those that serve the same one share the requests
     *     about it
     */
    public Consumer<String, byte[]> extractionConsumer(String model, String file) {
        // Several models may have the same file.
        String group = (settings.models().several() ? model + "-" : "") + file.substring(0, FILE_DIGITS);
        Map<String, Object> config = new HashMap<>(SOCKETS);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.applicationId() + "-extraction-" + group);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        config.putAll(settings.kafka());
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads committed records of all partitions that it is given, and is in no group. */
    public Consumer<String, byte[]> reader() {
        Map<String, Object> config = new HashMap<>(SOCKETS);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.putAll(settings.kafka());
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Writes single records. */
    public Producer<String, byte[]> producer() {
        Map<String, Object> config = new HashMap<>(SOCKETS);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSetup.LARGEST_SURROGATE);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * TopicSetup.LARGEST_SURROGATE);
        config.putAll(settings.kafka());
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Writes what came of a request, in a transaction.
     *
     * @param instance makes the transactional id this process's own; the offsets' group fences out a stale owner
     */
    public Producer<String, byte[]> extractionProducer(String instance) {
        Map<String, Object> config = new HashMap<>(SOCKETS);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.applicationId() + "-extraction-" + instance);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSetup.LARGEST_SURROGATE);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * TopicSetup.LARGEST_SURROGATE);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        config.putAll(settings.kafka());
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
}
