package io.understudy.streams.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/**
 * What the nodes of a cluster are started from.
 *
 * @param cluster its name
 * @param address for {@code bootstrap.servers}
 * @param folder of all
 */
public record ClusterFiles(String cluster, String address, Path folder) {
    /**
     * Writes them.
     *
     * @param more broker settings, which win
     */
    public static ClusterFiles write(int nodes, Path folder, Map<String, String> more) {
        BrokerSettings settings = BrokerSettings.of(nodes);
        ClusterFiles files = new ClusterFiles(BrokerNode.newCluster(), settings.address(), folder);
        for (int node = 0; node < nodes; node++) {
            Properties config = settings.of(node, folder.resolve("broker-" + node));
            config.putAll(more);
            try (Writer writer = Files.newBufferedWriter(files.config(node))) {
                Files.createDirectories(folder.resolve("broker-" + node));
                config.store(writer, null);
            } catch (IOException e) {
                throw new UncheckedIOException("a broker's configuration could not be written", e);
            }
        }
        return files;
    }

    /** A node's configuration. */
    public Path config(int node) {
        return folder.resolve("broker-" + node + ".properties");
    }

    /** Where a node writes what happens. */
    public Path log(int node) {
        return folder.resolve("broker-" + node + ".log");
    }
}
