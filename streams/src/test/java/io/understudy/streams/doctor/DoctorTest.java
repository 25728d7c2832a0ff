package io.understudy.streams.doctor;

import static org.apache.kafka.common.acl.AclPermissionType.ALLOW;
import static org.apache.kafka.common.acl.AclPermissionType.DENY;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.broker.EmbeddedBroker;
import io.understudy.streams.clients.TopicSetup;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.doctor.Finding.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    Path folder;

    @Test
    void findsNothingWrongWhereNothingIsAndLacksRightsThatAreDenied() throws Exception {
        Map<String, String> authorizer = Map.of(
                "authorizer.class.name",
                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found",
                "true");
        try (ShippedModel model = new ShippedModel();
                EmbeddedBroker broker = new EmbeddedBroker(authorizer)) {
            var settings = Map.of(
                    "model",
                    model.folder().toString(),
                    "kafka.bootstrap.servers",
                    broker.address(),
                    "topics.replication",
                    "1");
            assertThat(findings(settings)).noneMatch(finding -> finding.level() == Level.PROBLEM);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
                assertThat(admin.listTopics().names().get())
                        .as("nothing is created")
                        .isEmpty();
                new TopicSetup(
                                admin,
                                SettingsReader.of(properties(settings), Map.of(), "test")
                                        .topics())
                        .ensure();
                admin.createAcls(List.of(
                                acl(ResourceType.TOPIC, "understudy.verdicts", AclOperation.DESCRIBE, ALLOW),
                                acl(ResourceType.TOPIC, "understudy.windows", AclOperation.DESCRIBE, DENY),
                                acl(ResourceType.GROUP, "understudy", AclOperation.DESCRIBE, DENY)))
                        .all()
                        .get();
            }
            // An ACL takes a moment from the controller to the broker.
            long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            Set<String> expected = Set.of(
                    "this client lacks Describe on understudy.windows, Write on understudy.verdicts",
                    "this client lacks Describe and Read on the group understudy and those that begin so");
            List<String> problems = List.of();
            while (!expected.equals(Set.copyOf(problems)) && System.nanoTime() < limit) {
                problems = findings(settings).stream()
                        .filter(finding -> finding.level() == Level.PROBLEM)
                        .map(Finding::text)
                        .toList();
            }
            assertThat(problems).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var found = findings(Map.of(
                    "model",
                    folder.toString(),
                    "http.port",
                    Integer.toString(taken.getLocalPort()),
                    "kafka.bootstrap.servers",
                    "127.0.0.1:1",
                    "kafka.default.api.timeout.ms",
                    "500",
                    "kafka.request.timeout.ms",
                    "500"));
            assertThat(found)
                    .filteredOn(finding -> finding.level() == Level.PROBLEM)
                    .extracting(Finding::subject)
                    .containsExactly("model", "http", "broker");
            assertThat(found).allSatisfy(finding -> assertThat(finding.text()).doesNotContain("\n"));
        }
    }

    private List<Finding> findings(Map<String, String> settings) {
        List<Finding> findings = new ArrayList<>();
        new Doctor(SettingsReader.of(properties(settings), Map.of(), "test")).run(findings::add);
        return findings;
    }

    private Properties properties(Map<String, String> settings) {
        Properties properties = new Properties();
        properties.put("http.port", "0");
        properties.put("state.directory", folder.resolve("state").toString());
        properties.putAll(settings);
        return properties;
    }

    private static AclBinding acl(
            ResourceType type, String name, AclOperation operation, AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", operation, permission));
    }
}
