package io.understudy.streams.app;

import io.understudy.agent.model.Progress;
import io.understudy.streams.broker.EmbeddedBroker;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker, the shipped model, and clients, for tests. */
final class Lab implements AutoCloseable {
    private final EmbeddedBroker broker = new EmbeddedBroker();
    private final ShippedModel model = new ShippedModel();

    Properties properties(Path state, Map<String, String> more) {
        Properties properties = new Properties();
        properties.put("model", model.folder().toString());
        properties.put("kafka.bootstrap.servers", broker.address());
        properties.put("state.directory", state.toString());
        properties.put("http.port", "0");
        properties.put("topics.replication", "1");
        properties.putAll(more);
        return properties;
    }

    /** The app beside the shipped model, or the one that the settings name. */
    UnderstudyApp app(Path state, Map<String, String> settings) {
        return new UnderstudyApp(
                SettingsReader.of(properties(state, settings), Map.of(), "test"), Clock.systemUTC(), Progress.none());
    }

    ShippedModel model() {
        return model;
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                KafkaConfigs.sender(broker.address()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Reads a topic's committed records from its beginning until a condition holds; fails after a limit. */
    void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink, BooleanSupplier enough, Duration limit) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address());
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + limit.toNanos();
            while (!enough.getAsBoolean()) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("not enough records in " + topic + " after " + limit);
                }
                consumer.poll(Duration.ofMillis(100)).forEach(sink);
            }
        }
    }

    Set<String> topics() {
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address()))) {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** How far the app has come in a topic: the sum of what it has committed of all partitions. */
    long committed(String topic) {
        try (Admin admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.address()))) {
            return admin
                    .listConsumerGroupOffsets("understudy")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        broker.close();
        model.close();
    }
}
