package io.understudy.streams.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another JVM with this one's class path. */
public final class JavaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path log;
    private volatile boolean ending;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param main its main class
     * @param environment further variables
     * @param log where it writes, after what is there
     */
    public static JavaProcess start(
            String main, List<String> options, List<String> arguments, Map<String, String> environment, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        // Not as an argument: ONNX Runtime 1.29 dies of a segmentation fault when the command line is that long.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new JavaProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("no JVM could be started", e);
        }
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has ended by itself. */
    public boolean hasFailed() {
        return !ending && !process.isAlive();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** What it has written. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory that it holds, on Linux; elsewhere 0. */
    public long residentBytes() {
        return status("VmRSS:") << 10;
    }

    /** Threads of the operating system, on Linux; elsewhere 0. */
    public long threads() {
        return status("Threads:");
    }

    private long status(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid()), "status"))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Open files and sockets, on Linux; elsewhere 0. */
    public long handles() {
        try (Stream<Path> handles = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
            return handles.count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Processor time that it has taken so far. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The stacks of its threads. */
    String stacks() {
        return Jcmd.run(pid(), "Thread.print");
    }

    /** Ends it at once, as SIGKILL does. */
    public void kill() {
        ending = true;
        process.destroyForcibly();
        await();
    }

    /**
     * Waits for its end.
     *
     * @return its exit code
     */
    public int await() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ended", e);
        }
    }

    /** Ends it as SIGTERM does, and waits. */
    @Override
    public void close() {
        ending = true;
        process.destroy();
        await();
    }
}
