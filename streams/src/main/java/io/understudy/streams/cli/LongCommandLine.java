package io.understudy.streams.cli;

import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX Runtime 1.29 ends the process when it is loaded in one whose command line fills a page of memory. */
final class LongCommandLine {
    private static final Path LINUX = Path.of("/proc/self/cmdline");
    private static final int MOST_BYTES = 4_000;

    private LongCommandLine() {}

    /**
     * Refuses it before that, where the system tells it.
     *
     * @throws InvalidInputException if it is too long
     */
    static void refuse() {
        refuse(LINUX);
    }

    static void refuse(Path commandLine) {
        int bytes;
        try {
            bytes = Files.readAllBytes(commandLine).length;
        } catch (IOException e) {
            return;
        }
        if (bytes > MOST_BYTES) {
            throw new InvalidInputException(
                    "the command line has %,d bytes, and ONNX Runtime crashes above %,d: write arguments into a file, one a "
                                    .formatted(bytes, MOST_BYTES)
                            + "line, and give @FILE in their place");
        }
    }
}
