package io.understudy.streams.cli;

import io.understudy.streams.broker.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that ONNX Runtime unpacks its libraries to. It has the JVM delete the folder before what is in it, so that
 * each command would leave an empty one.
 */
final class UnpackedLibraries {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Pattern FOLDER = Pattern.compile("\\s(/.*/onnxruntime-java\\d+)/");

    private UnpackedLibraries() {}

    /** Removes it; on Linux a library that is in use may go. Elsewhere it stays. */
    static void remove() {
        try (Stream<String> maps = Files.lines(MAPS)) {
            maps.map(FOLDER::matcher)
                    .filter(Matcher::find)
                    .map(found -> Path.of(found.group(1)))
                    .distinct()
                    .forEach(folder -> new TemporaryFolder(folder).close());
        } catch (IOException | UncheckedIOException e) {
            // Nobody is helped by an error at the end of a command.
        }
    }
}
