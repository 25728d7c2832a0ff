package io.understudy.streams.clients;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing, and checks the shape of those that are there. */
public final class TopicSetup {
    /** Holds a weighted automaton of rank 300 over 60 symbols. */
    public static final int LARGEST_SURROGATE = 64 << 20;
    /** Holds the recent traffic that a distillation starts from. */
    public static final int LARGEST_RECORD = 16 << 20;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Admin admin;
    private final Settings.Topics topics;

    /** Works through an admin client, which stays open. */
    public TopicSetup(Admin admin, Settings.Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /**
     * Makes sure that all topics are there.
     *
     * @throws InvalidInputException if the coordinator's two topics do not have the same number of partitions
     */
    public void ensure() {
        List<NewTopic> wanted = wanted();
        try {
            Set<String> there = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>(wanted);
            missing.removeIf(topic -> there.contains(topic.name()));
            for (var created : admin.createTopics(missing).values().values()) {
                awaitCreated(created);
            }
            requireSamePartitions(described(List.of(topics.summaries(), topics.driftEvents())), topics);
        } catch (ExecutionException e) {
            throw new InvalidInputException(
                    "the topics cannot be created or described: " + e.getCause().getMessage()
                            + "; check 'kafka.bootstrap.servers' and the rights of this client",
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    /** The names of all topics that have to be there. */
    public static List<String> names(Settings.Topics topics) {
        return List.of(
                topics.events(),
                topics.sequences(),
                topics.verdicts(),
                topics.answers(),
                topics.summaries(),
                topics.windows(),
                topics.driftEvents(),
                topics.extractionRequests(),
                topics.surrogates(),
                topics.deadLetters());
    }

    /**
     * The coordinator reads two topics by key.
     *
     * @param described topics by name; where one of the two is missing, nothing is wrong
     * @throws InvalidInputException if they do not have the same number of partitions
     */
    public static void requireSamePartitions(Map<String, TopicDescription> described, Settings.Topics topics) {
        TopicDescription summaries = described.get(topics.summaries());
        TopicDescription driftEvents = described.get(topics.driftEvents());
        if (summaries != null
                && driftEvents != null
                && summaries.partitions().size() != driftEvents.partitions().size()) {
            throw new InvalidInputException(
                    "the topics %s (%d partitions) and %s (%d) must have the same number: delete the first, which is internal"
                            .formatted(
                                    summaries.name(),
                                    summaries.partitions().size(),
                                    driftEvents.name(),
                                    driftEvents.partitions().size()));
        }
    }

    private List<NewTopic> wanted() {
        Map<String, String> large = Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(LARGEST_RECORD));
        Map<String, String> current = Map.of(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(LARGEST_SURROGATE),
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT);
        Map<String, Map<String, String>> configs = Map.of(
                topics.verdicts(), Map.of(),
                topics.windows(), Map.of(),
                topics.driftEvents(), Map.of(),
                topics.surrogates(), current);
        return names(topics).stream()
                .map(name -> topic(name, configs.getOrDefault(name, large)))
                .toList();
    }

    /** A broker may not know for a moment what has just been created. */
    private Map<String, TopicDescription> described(List<String> names)
            throws ExecutionException, InterruptedException {
        long limit = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > limit) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    private void awaitCreated(KafkaFuture<Void> created) throws ExecutionException, InterruptedException {
        try {
            created.get();
        } catch (ExecutionException e) {
            // Another instance that starts at the same time may have been first.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private NewTopic topic(String name, Map<String, String> configs) {
        Optional<Short> replication = topics.replication() == 0 ? Optional.empty() : Optional.of(topics.replication());
        return new NewTopic(name, Optional.of(topics.partitions()), replication).configs(configs);
    }
}
