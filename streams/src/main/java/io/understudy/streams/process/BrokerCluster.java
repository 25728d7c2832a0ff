package io.understudy.streams.process;

import io.understudy.streams.broker.BrokerNode;
import io.understudy.streams.broker.ClusterFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Brokers, each in a process of its own. */
public final class BrokerCluster implements AutoCloseable {
    private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseSerialGC");

    private final ClusterFiles files;
    private final List<JavaProcess> nodes = new ArrayList<>();

    /** Starts some; a client waits until they answer. */
    public BrokerCluster(int brokers, Path folder, Map<String, String> more) {
        this.files = ClusterFiles.write(brokers, folder, more);
        for (int node = 0; node < brokers; node++) {
            nodes.add(start(node));
        }
    }

    private JavaProcess start(int node) {
        return JavaProcess.start(
                BrokerNode.class.getName(),
                OPTIONS,
                List.of(files.cluster(), files.config(node).toString()),
                Map.of(),
                files.log(node));
    }

    /** For {@code bootstrap.servers}. */
    public String address() {
        return files.address();
    }

    /** One of them, from 0 up. */
    public JavaProcess node(int node) {
        return nodes.get(node);
    }

    /** Starts one again that has ended, with what it has on disk. */
    public void restart(int node) {
        nodes.set(node, start(node));
    }

    /** Processor time of all that run. */
    public Duration processorTime() {
        return nodes.stream().map(JavaProcess::processorTime).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() {
        // At once: what they hold goes with their folder, and a quorum that loses its members one by one waits.
        nodes.forEach(JavaProcess::kill);
    }
}
