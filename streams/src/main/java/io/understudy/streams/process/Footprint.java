package io.understudy.streams.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        command(process.pid(), "GC.run");
        Matcher used = USED.matcher(command(process.pid(), "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("the JVM " + process.pid() + " does not say how much heap it uses");
        }
        return new Footprint(
                Long.parseLong(used.group(1)) << 10, process.residentBytes(), process.threads(), process.handles());
    }

    private static String command(long pid, String command) {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(tool.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd of a JDK is needed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
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
