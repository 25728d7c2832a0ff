package io.understudy.streams.broker;

import java.util.Map;
import java.util.Properties;

/** A Kafka broker in this process, on loopback, in a folder that goes when it is closed. */
public final class EmbeddedBroker implements AutoCloseable {
    private final TemporaryFolder folder = TemporaryFolder.create("understudy-broker");
    private final BrokerSettings settings = BrokerSettings.of(1);
    private final BrokerNode node;

    /** Starts one, on free ports. */
    public EmbeddedBroker() {
        this(Map.of());
    }

    /** Starts one with further broker settings, which win. */
    public EmbeddedBroker(Map<String, String> more) {
        Properties config = settings.of(0, folder.path());
        config.putAll(more);
        node = BrokerNode.start(BrokerNode.newCluster(), config);
    }

    /** For {@code bootstrap.servers}. */
    public String address() {
        return settings.address();
    }

    @Override
    public void close() {
        node.close();
        folder.close();
    }
}
