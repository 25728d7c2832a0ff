package io.understudy.streams.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds, on Linux; elsewhere the last three are 0.
 *
 * @param heapBytes in use right after a full collection, which this asks for
 * @param threads of the operating system
 * @param handles open files and sockets
 */
public record Footprint(long heapBytes, long residentBytes, long threads, long handles) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Of a process. */
    public static Footprint of(JavaProcess process) {
        Jcmd.run(process.pid(), "GC.run");
        Matcher used = USED.matcher(Jcmd.run(process.pid(), "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("the JVM " + process.pid() + " does not say how much heap it uses");
        }
        return new Footprint(
                Long.parseLong(used.group(1)) << 10, process.residentBytes(), process.threads(), process.handles());
    }

    /** Bytes of all files in a folder; those that go meanwhile are not counted. */
    public static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(
                            file -> file.toFile().isFile() ? file.toFile().length() : 0)
                    .sum();
        } catch (IOException | UncheckedIOException e) {
            // Files come and go while a store is compacted.
            return 0;
        }
    }
}
