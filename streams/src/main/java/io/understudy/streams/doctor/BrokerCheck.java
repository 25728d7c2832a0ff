package io.understudy.streams.doctor;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Whether the cluster can be reached, has the topics or lets them be created, and grants the rights. Changes nothing.
 */
record BrokerCheck(Settings settings) {
    private static final int TIMEOUT_MILLIS = 10_000;

    void run(Consumer<Finding> findings) {
        Map<String, Object> config = new HashMap<>(settings.kafka());
        config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS / 2);
        Object servers = settings.kafka().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        try (Admin admin = Admin.create(config)) {
            var cluster = admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
            int nodes = cluster.nodes().get().size();
            findings.accept(Finding.ok(
                    "broker",
                    "%s: cluster %s, %d broker%s"
                            .formatted(servers, cluster.clusterId().get(), nodes, nodes == 1 ? "" : "s")));
            if (settings.topics().replication() > nodes) {
                findings.accept(Finding.problem(
                        "broker",
                        "'topics.replication' is %d, but there are %d brokers"
                                .formatted(settings.topics().replication(), nodes)));
            }
            boolean mayCreate = granted(cluster.authorizedOperations().get(), AclOperation.CREATE);
            topics(admin, mayCreate, findings);
            group(admin, findings);
        } catch (ExecutionException e) {
            String reason = e.getCause() instanceof TimeoutException
                    ? "no answer within %s ms".formatted(config.get(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG))
                    : e.getCause().getMessage();
            findings.accept(Finding.problem(
                    "broker",
                    "%s: %s; check 'kafka.bootstrap.servers' and, where the broker asks for them, 'kafka.security.protocol' and 'kafka.sasl.*'"
                            .formatted(servers, reason)));
        } catch (KafkaException e) {
            findings.accept(Finding.problem("broker", "the Kafka settings are not valid: " + reason(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while querying the broker", e);
        }
    }

    private void topics(Admin admin, boolean mayCreate, Consumer<Finding> findings) throws InterruptedException {
        Map<String, TopicDescription> described = new TreeMap<>();
        List<String> missing = new ArrayList<>();
        List<String> hidden = new ArrayList<>();
        for (var topic : admin.describeTopics(
                        TopicSetup.names(settings.topics()),
                        new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues()
                .entrySet()) {
            try {
                described.put(topic.getKey(), topic.getValue().get());
            } catch (ExecutionException e) {
                // A broker hides a topic from who may not describe it, whether it is there or not.
                (e.getCause() instanceof AuthorizationException ? hidden : missing).add(topic.getKey());
            }
        }
        if (missing.isEmpty()) {
            findings.accept(Finding.ok("topics", "%d are there".formatted(described.size())));
        } else if (mayCreate) {
            findings.accept(Finding.ok(
                    "topics",
                    "%d are there; 'run' creates %s".formatted(described.size(), String.join(", ", missing))));
        } else {
            findings.accept(Finding.problem(
                    "topics",
                    "%s are missing, and this client may not create topics: create them, or allow Create on the cluster"
                            .formatted(String.join(", ", missing))));
        }
        partitions(described, findings);
        rights(described, hidden, findings);
    }

    private void partitions(Map<String, TopicDescription> described, Consumer<Finding> findings) {
        try {
            TopicSetup.requireSamePartitions(described, settings.topics());
        } catch (InvalidInputException e) {
            findings.accept(Finding.problem("topics", e.getMessage()));
        }
        Optional.ofNullable(described.get(settings.topics().sequences()))
                .ifPresent(topic -> findings.accept(Finding.ok(
                        "topics",
                        "%s has %d partitions"
                                .formatted(topic.name(), topic.partitions().size()))));
    }

    private void rights(Map<String, TopicDescription> described, List<String> hidden, Consumer<Finding> findings) {
        Settings.Topics topics = settings.topics();
        Set<AclOperation> in = EnumSet.of(AclOperation.READ, AclOperation.DESCRIBE);
        Set<AclOperation> out = EnumSet.of(AclOperation.WRITE, AclOperation.DESCRIBE);
        Set<AclOperation> both = EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);
        List<String> lacking = new ArrayList<>();
        hidden.forEach(name -> lacking.add("Describe on " + name));
        described.forEach((name, topic) -> {
            Set<AclOperation> needed = name.equals(topics.events()) ? in : name.equals(topics.verdicts()) ? out : both;
            String denied = needed.stream()
                    .filter(operation -> !granted(topic.authorizedOperations(), operation))
                    .map(BrokerCheck::text)
                    .collect(Collectors.joining(" and "));
            if (!denied.isEmpty()) {
                lacking.add("%s on %s".formatted(denied, name));
            }
        });
        findings.accept(
                lacking.isEmpty()
                        ? Finding.ok("rights", "topics can be read and written")
                        : Finding.problem("rights", "this client lacks " + String.join(", ", lacking)));
    }

    private void group(Admin admin, Consumer<Finding> findings) throws InterruptedException {
        String id = settings.applicationId();
        try {
            var group = admin.describeConsumerGroups(
                            List.of(id), new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .get(id)
                    .get();
            findings.accept(
                    granted(group.authorizedOperations(), AclOperation.READ)
                            ? Finding.ok(
                                    "rights",
                                    "the group %s can be joined; members now: %d"
                                            .formatted(id, group.members().size()))
                            : Finding.problem("rights", "this client lacks Read on the group " + id));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                findings.accept(Finding.problem(
                        "rights",
                        "this client lacks Describe and Read on the group %s and those that begin so".formatted(id)));
            } else if (e.getCause() instanceof GroupIdNotFoundException) {
                findings.accept(Finding.ok("rights", "the group %s does not exist yet".formatted(id)));
            } else {
                findings.accept(Finding.warning(
                        "rights",
                        "the group %s cannot be described: %s"
                                .formatted(id, e.getCause().getMessage())));
            }
        }
    }

    /** A broker without an authoriser says nothing of rights: everything is granted. */
    private static boolean granted(Set<AclOperation> operations, AclOperation needed) {
        return operations == null
                || operations.isEmpty()
                || operations.contains(needed)
                || operations.contains(AclOperation.ALL);
    }

    private static String text(AclOperation operation) {
        String name = operation.name().toLowerCase(java.util.Locale.ROOT);
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String reason(KafkaException e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage();
    }
}
