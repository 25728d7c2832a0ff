package io.understudy.streams.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** A running broker, which is also a controller. The only place that uses Kafka's internal classes. */
public final class BrokerNode implements AutoCloseable {
    private final KafkaRaftServer server;

    private BrokerNode(KafkaRaftServer server) {
        this.server = server;
    }

    /** The name of a new cluster. */
    static String newCluster() {
        return Uuid.randomUuid().toString();
    }

    /**
     * Starts one; its folder is formatted where that has not been done.
     *
     * @param config as {@link BrokerSettings} makes it
     */
    static BrokerNode start(String cluster, Properties config) {
        String folder = config.getProperty("log.dirs");
        try {
            Formatter formatter = new Formatter()
                    .setClusterId(cluster)
                    .setNodeId(Integer.parseInt(config.getProperty("node.id")))
                    .setControllerListenerName(BrokerSettings.CONTROLLER)
                    .setDirectories(List.of(folder))
                    .setMetadataLogDirectory(folder)
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
            formatter.run();
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
            server.startup();
            return new BrokerNode(server);
        } catch (Exception e) {
            throw new IllegalStateException("the broker could not start: " + e.getMessage(), e);
        }
    }

    /** Runs one in a process of its own, until that is ended: {@code CLUSTER CONFIG-FILE}. */
    public static void main(String[] arguments) throws IOException {
        Properties config = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
            config.load(reader);
        }
        BrokerNode node = start(arguments[0], config);
        Runtime.getRuntime().addShutdownHook(new Thread(node::close, "broker-shutdown"));
        node.server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
