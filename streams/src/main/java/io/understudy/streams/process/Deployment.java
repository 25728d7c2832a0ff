package io.understudy.streams.process;

import io.understudy.agent.surrogate.Bundle;
import io.understudy.agent.surrogate.BundleFormat;
import io.understudy.streams.clients.KafkaConfigs;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.topic.ServedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Brokers and instances, each in a process of its own, and how far they have come. */
public final class Deployment implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int PAUSE_MILLIS = 20;
    private static final int PARTITIONS = 8;

    private final Path folder;
    private final Map<String, String> settings;
    private final BrokerCluster brokers;
    private final Admin admin;
    private final int expected;
    private final List<JavaProcess> instances = new ArrayList<>();

    /**
     * Starts the brokers and creates the topics.
     *
     * @param folder of all files
     * @param more settings, which win
     */
    public Deployment(Path model, int brokers, Path folder, Map<String, String> more) {
        this.folder = folder;
        this.expected = brokers;
        this.brokers = new BrokerCluster(brokers, folder, Map.of());
        this.settings = new HashMap<>(Map.of(
                "model",
                model.toAbsolutePath().toString(),
                "kafka.bootstrap.servers",
                this.brokers.address(),
                "topics.partitions",
                Integer.toString(PARTITIONS),
                "topics.replication",
                Integer.toString(Math.min(3, brokers)),
                "http.port",
                "0"));
        settings.putAll(more);
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, this.brokers.address()));
        await("the brokers answer", () -> nodes() == brokers);
        new TopicSetup(admin, settings().topics()).ensure();
    }

    private int nodes() {
        try {
            return admin.describeCluster().nodes().get().size();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        } catch (ExecutionException e) {
            return 0;
        }
    }

    /** Whether all brokers have all that the others have of the topics. */
    public boolean inSync() {
        try {
            return nodes() == expected
                    && admin
                            .describeTopics(TopicSetup.names(settings().topics()))
                            .allTopicNames()
                            .get()
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .allMatch(partition -> partition.isr().size()
                                    == partition.replicas().size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            return false;
        }
    }

    /** As an instance reads them. */
    public Settings settings() {
        Properties properties = new Properties();
        properties.putAll(settings);
        return SettingsReader.of(properties, Map.of(), "bench");
    }

    /** For {@code bootstrap.servers}. */
    public String address() {
        return brokers.address();
    }

    /** What a distillation would have published. */
    public void publish(Bundle bundle, String modelSha256) {
        try (Producer<String, byte[]> producer = new KafkaConfigs(settings()).producer()) {
            producer.send(new ProducerRecord<>(
                    settings().topics().surrogates(),
                    new ServedFile(bundle.model(), modelSha256).key(),
                    new BundleFormat().write(bundle)));
        }
    }

    /** Records of the surrogates topic, whether or not they are committed, and marks of transactions. */
    public long written() {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < settings().topics().partitions(); partition++) {
            ends.put(new TopicPartition(settings().topics().surrogates(), partition), OffsetSpec.latest());
        }
        try {
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the brokers do not answer: " + e.getCause(), e.getCause());
        }
    }

    /** How many surrogates have been published. */
    public long published() {
        try (Consumer<String, byte[]> consumer = new KafkaConfigs(settings()).reader()) {
            List<TopicPartition> partitions = consumer
                    .partitionsFor(settings().topics().surrogates())
                    .stream()
                    .map(one -> new TopicPartition(one.topic(), one.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long count = 0;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                count += consumer.poll(Duration.ofMillis(PAUSE_MILLIS)).count();
            }
            return count;
        }
    }

    /** Starts one more instance. */
    public JavaProcess start(List<String> options) {
        instances.add(InstanceProcess.start(folder, "instance-" + instances.size(), settings, options));
        return instances.get(instances.size() - 1);
    }

    /** The brokers. */
    public BrokerCluster brokers() {
        return brokers;
    }

    /** Records of the sequences topic that the instances have committed. */
    public long committed() {
        return offsets().values().stream().mapToLong(Long::longValue).sum();
    }

    /** What the instances have committed of each partition of the sequences topic. */
    public Map<Integer, Long> offsets() {
        try {
            return admin
                    .listConsumerGroupOffsets(settings().applicationId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(entry ->
                            entry.getKey().topic().equals(settings().topics().sequences()) && entry.getValue() != null)
                    .collect(Collectors.toMap(entry -> entry.getKey().partition(), entry -> entry.getValue()
                            .offset()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the brokers do not answer: " + e.getCause(), e.getCause());
        }
    }

    /** Waits until something is so; fails if it takes too long, or an instance ends. */
    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            for (JavaProcess instance : instances) {
                if (instance.hasFailed()) {
                    throw new IllegalStateException("an instance ended: " + instance.log());
                }
            }
            if (System.nanoTime() > end) {
                throw late(what);
            }
            pause();
        }
    }

    private IllegalStateException late(String what) {
        StringBuilder found = new StringBuilder(
                "not within %d s: %s; committed are %s".formatted(PATIENCE.toSeconds(), what, offsets()));
        instances.stream()
                .filter(JavaProcess::isAlive)
                .forEach(instance ->
                        found.append('\n').append(instance.log()).append('\n').append(instance.stacks()));
        return new IllegalStateException(found.toString());
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** In the order in which they were started; those that were killed stay. */
    public List<JavaProcess> instances() {
        return instances;
    }

    /** Processor time of all instances. */
    public Duration instanceTime() {
        return instances.stream().map(JavaProcess::processorTime).reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of the largest instance, megabytes. */
    public double residentMegabytes() {
        return instances.stream()
                .mapToDouble(instance -> instance.residentBytes() / 1e6)
                .max()
                .orElse(0);
    }

    /** Processor time of all brokers. */
    public Duration brokerTime() {
        return brokers.processorTime();
    }

    @Override
    public void close() {
        admin.close();
        instances.forEach(JavaProcess::close);
        brokers.close();
    }
}
