package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import io.understudy.streams.broker.EmbeddedBroker;
import io.understudy.streams.config.Settings;
import io.understudy.streams.config.SettingsReader;
import io.understudy.streams.demo.ShippedModel;
import io.understudy.streams.doctor.Doctor;
import io.understudy.streams.doctor.Finding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A broker that wants TLS, SASL/SCRAM and rights, with the rights that deploy/README.md lists, and HTTPS. */
class SecuredClusterTest {
    private static final String HOST = "127.0.0.1:";
    private static final String PASSWORD = "a-password-of-the-sidecar";
    private static final String TOKEN = "a-token-for-distillations";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private String open;
    private String secured;
    private Certificate certificate;

    @Test
    @Timeout(600)
    @SuppressWarnings("try") // The broker is there to run.
    void worksWithTheRightsThatAreListedAndKeepsItsSecrets() throws Exception {
        certificate = Certificate.create(folder, "broker");
        open = HOST + freePort();
        secured = HOST + freePort();
        ListAppender<ILoggingEvent> logged = logged();
        try (ShippedModel model = new ShippedModel();
                EmbeddedBroker broker = new EmbeddedBroker(brokerSettings());
                Admin admin = Admin.create(Map.of("bootstrap.servers", open))) {
            grant(admin);
            Settings settings = settings(model, "understudy", PASSWORD);
            assertThat(problems(settings)).isEmpty();
            assertThat(problems(settings(model, "understudy", "another-password")))
                    .anyMatch(problem -> problem.contains("Authentication failed"));
            assertThatThrownBy(() -> app(settings(model, "understudy", "another-password")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("Authentication failed");
            try (UnderstudyApp app = app(settings)) {
                app.start();
                assertThat(app.address()).startsWith("https://");
                send(model, 600);
                Awaitility.await("surrogates").atMost(LIMIT).until(() -> app.version() == 1);
                readVerdicts(600);
                nothingIsToldOfSecrets(app, logged);
            }
        } finally {
            ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static ListAppender<ILoggingEvent> logged() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return appender;
    }

    private Map<String, String> brokerSettings() throws IOException {
        String listeners = "PLAINTEXT://%s,SASL_SSL://%s,CONTROLLER://%s%d".formatted(open, secured, HOST, freePort());
        String controller = listeners.substring(listeners.lastIndexOf('/') + 1);
        return Map.ofEntries(
                Map.entry("listeners", listeners),
                Map.entry("advertised.listeners", listeners),
                Map.entry("controller.quorum.voters", "1@" + controller),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry(
                        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL"),
                Map.entry("sasl.enabled.mechanisms", "SCRAM-SHA-512"),
                Map.entry(
                        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
                Map.entry("ssl.keystore.type", "PKCS12"),
                Map.entry("ssl.keystore.location", certificate.keystore().toString()),
                Map.entry("ssl.keystore.password", Certificate.PASSWORD),
                Map.entry("ssl.key.password", Certificate.PASSWORD),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS"));
    }

    /** The table in deploy/README.md. */
    private static void grant(Admin admin) throws ExecutionException, InterruptedException {
        List<AclBinding> rights = new ArrayList<>();
        for (AclOperation operation : List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE)) {
            rights.add(right("understudy", ResourceType.TOPIC, "understudy", PatternType.PREFIXED, operation));
        }
        rights.add(right("understudy", ResourceType.GROUP, "understudy", PatternType.PREFIXED, AclOperation.READ));
        rights.add(right(
                "understudy", ResourceType.TRANSACTIONAL_ID, "understudy", PatternType.PREFIXED, AclOperation.WRITE));
        rights.add(
                right("orders", ResourceType.TOPIC, "understudy.sequences", PatternType.LITERAL, AclOperation.WRITE));
        rights.add(right("reader", ResourceType.TOPIC, "understudy.verdicts", PatternType.LITERAL, AclOperation.READ));
        rights.add(right("reader", ResourceType.GROUP, "reader", PatternType.LITERAL, AclOperation.READ));
        admin.createAcls(rights).all().get();
        admin.alterUserScramCredentials(List.of(user("understudy"), user("orders"), user("reader")))
                .all()
                .get();
    }

    private static AclBinding right(
            String user, ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    private static UserScramCredentialUpsertion user(String name) {
        return new UserScramCredentialUpsertion(
                name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD);
    }

    private Map<String, String> client(String user, String password) {
        return Map.of(
                "bootstrap.servers",
                secured,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(user, password),
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificate.pem().toString());
    }

    private Settings settings(ShippedModel model, String user, String password) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "model",
                model.folder().toString(),
                "state.directory",
                folder.resolve("state").toString(),
                "http.port",
                "0",
                "http.token",
                TOKEN,
                "http.tls.keystore",
                certificate.keystore().toString(),
                "http.tls.password",
                Certificate.PASSWORD,
                "topics.replication",
                "1",
                "extraction.surrogates",
                "fsa",
                "extraction.sequences",
                "200",
                "extraction.budget",
                "PT2S"));
        client(user, password).forEach((key, value) -> properties.put("kafka." + key, value));
        return SettingsReader.of(properties, Map.of(), "test");
    }

    private static UnderstudyApp app(Settings settings) {
        return new UnderstudyApp(settings, Clock.systemUTC(), Progress.none());
    }

    private static List<String> problems(Settings settings) {
        List<String> problems = new ArrayList<>();
        new Doctor(settings).run(finding -> {
            if (finding.level() == Finding.Level.PROBLEM) {
                problems.add(finding.text());
            }
        });
        return problems;
    }

    private void send(ShippedModel model, int count) throws ExecutionException, InterruptedException {
        List<List<String>> lines = SequenceFile.lines(model.normal());
        Map<String, Object> config = new HashMap<>(client("orders", PASSWORD));
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(
                        "understudy.sequences", "s" + i, String.join(" ", lines.get(i % lines.size()))));
            }
            producer.flush();
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("understudy.surrogates", "forged", "bundle"))
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    private void readVerdicts(int count) {
        Map<String, Object> config = new HashMap<>(client("reader", PASSWORD));
        config.putAll(
                Map.of("group.id", "reader", "auto.offset.reset", "earliest", "isolation.level", "read_committed"));
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("understudy.verdicts"));
            int[] read = {0};
            Awaitility.await("verdicts").atMost(LIMIT).until(() -> {
                read[0] += consumer.poll(Duration.ofMillis(100)).count();
                return read[0] == count;
            });
        }
    }

    private void nothingIsToldOfSecrets(UnderstudyApp app, ListAppender<ILoggingEvent> logged)
            throws IOException, InterruptedException, GeneralSecurityException {
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificate.trusted()).build();
        for (String path : List.of(
                "/",
                "/metrics",
                "/healthz",
                "/readyz",
                "/api/models",
                "/api/status",
                "/api/events",
                "/api/fidelity",
                "/api/dead-letters",
                "/openapi.json")) {
            HttpResponse<String> answer = get(client, app.address() + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertKeepsSecrets(answer.body());
        }
        assertThatThrownBy(() -> get(HttpClient.newHttpClient(), app.address() + "/healthz"))
                .isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> get(client, app.address().replace("https", "http") + "/healthz"))
                .isInstanceOf(IOException.class);
        List<ILoggingEvent> events = List.copyOf(logged.list);
        assertThat(events).anyMatch(event -> event.getLevel() == Level.INFO);
        events.forEach(event -> assertKeepsSecrets(event.getFormattedMessage()));
    }

    private static HttpResponse<String> get(HttpClient client, String address)
            throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }

    private static void assertKeepsSecrets(String text) {
        assertThat(text).doesNotContain(PASSWORD).doesNotContain(TOKEN).doesNotContain(Certificate.PASSWORD);
    }
}
