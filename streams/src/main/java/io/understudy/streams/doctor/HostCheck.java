package io.understudy.streams.doctor;

import io.understudy.streams.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Whether this machine has the disk, the memory and the port. */
record HostCheck(Settings settings) {
    private static final long MEBI = 1L << 20;
    /** Changelogs are small; what is restored is written here beside RocksDB's and the model's temporary files. */
    private static final long LEAST_DISK = 512 * MEBI;
    /** Two surrogates of the largest size that a topic takes, beside the traffic that a distillation holds. */
    private static final long LEAST_HEAP = 512 * MEBI;

    void run(Consumer<Finding> findings) {
        disk(findings);
        memory(findings);
        port(findings);
    }

    private void disk(Consumer<Finding> findings) {
        Path folder = settings.stateDirectory().toAbsolutePath();
        try {
            Path there = folder;
            while (!Files.exists(there)) {
                there = there.getParent();
            }
            if (!Files.isDirectory(there) || !Files.isWritable(there)) {
                findings.accept(Finding.problem(
                        "disk",
                        "the state directory %s cannot be written: set 'state.directory', or the rights of %s"
                                .formatted(folder, there)));
                return;
            }
            FileStore store = Files.getFileStore(there);
            long free = store.getUsableSpace();
            String text = "%,d MiB are free for %s".formatted(free / MEBI, folder);
            findings.accept(
                    free < LEAST_DISK
                            ? Finding.warning("disk", text + "; fewer than %d MiB".formatted(LEAST_DISK / MEBI))
                            : Finding.ok("disk", text));
        } catch (IOException e) {
            findings.accept(Finding.problem("disk", folder + " cannot be examined: " + e));
        }
    }

    private static void memory(Consumer<Finding> findings) {
        long heap = Runtime.getRuntime().maxMemory();
        String text = "the heap may grow to %,d MiB".formatted(heap / MEBI);
        findings.accept(
                heap < LEAST_HEAP
                        ? Finding.warning(
                                "memory",
                                text + "; a distillation needs %d MiB or more: set -Xmx".formatted(LEAST_HEAP / MEBI))
                        : Finding.ok("memory", text));
    }

    private void port(Consumer<Finding> findings) {
        Settings.Http http = settings.http();
        String address = "%s:%d".formatted(http.host(), http.port());
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(http.host()), http.port()));
            findings.accept(Finding.ok("http", "%s is free".formatted(address)));
        } catch (IOException e) {
            findings.accept(Finding.problem(
                    "http",
                    "%s cannot be bound (%s): set 'http.host' or 'http.port', or stop what listens there"
                            .formatted(address, e.getMessage())));
        }
    }
}
