package io.understudy.streams.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration of a small cluster on loopback, each node broker and controller.
 *
 * @param ports each node's broker port, and after these each node's controller port
 */
record BrokerSettings(List<Integer> ports) {
    /** The listener of the controllers. */
    static final String CONTROLLER = "CONTROLLER";

    private static final String HOST = "127.0.0.1:";
    private static final int COPIES = 3;

    /** For a number of nodes, on free ports. */
    static BrokerSettings of(int nodes) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            // All are held at once, so that they differ.
            for (int i = 0; i < 2 * nodes; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return new BrokerSettings(ports);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    int nodes() {
        return ports.size() / 2;
    }

    /** For {@code bootstrap.servers}. */
    String address() {
        return ports.subList(0, nodes()).stream().map(port -> HOST + port).collect(Collectors.joining(","));
    }

    /**
     * Of one node.
     *
     * @param node from 0 up
     */
    Properties of(int node, Path folder) {
        Properties config = new Properties();
        String listeners = "PLAINTEXT://%s%d,%s://%s%d"
                .formatted(HOST, ports.get(node), CONTROLLER, HOST, ports.get(nodes() + node));
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(node + 1));
        config.put("listeners", listeners);
        config.put("advertised.listeners", listeners);
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("controller.listener.names", CONTROLLER);
        config.put(
                "controller.quorum.voters",
                IntStream.range(0, nodes())
                        .mapToObj(i -> "%d@%s%d".formatted(i + 1, HOST, ports.get(nodes() + i)))
                        .collect(Collectors.joining(",")));
        config.put("log.dirs", folder.toString());
        int copies = Math.min(COPIES, nodes());
        int inSync = copies / 2 + 1;
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(topic + ".replication.factor", Integer.toString(copies));
        }
        config.put("default.replication.factor", Integer.toString(copies));
        config.put("min.insync.replicas", Integer.toString(inSync));
        config.put("transaction.state.log.min.isr", Integer.toString(inSync));
        config.put("share.coordinator.state.topic.min.isr", Integer.toString(inSync));
        config.put("offsets.topic.num.partitions", "3");
        config.put("transaction.state.log.num.partitions", "3");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("log.cleaner.dedupe.buffer.size", "2097152");
        config.put("num.io.threads", "2");
        config.put("auto.create.topics.enable", "false");
        // As large as the system makes them: one that is full makes whoever sends wait for a timer of 200 ms.
        config.put("socket.receive.buffer.bytes", "-1");
        config.put("socket.send.buffer.bytes", "-1");
        return config;
    }
}
