package io.understudy.agent.file;

import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files atomically: the previous content stays until the new one is complete. */
public final class AtomicFile {
    private AtomicFile() {}

    /**
     * Writes it, with the folders that are missing.
     *
     * @param what it is, for the message
     * @throws InvalidInputException if it cannot be written there
     */
    public static void write(byte[] bytes, Path file, String what) {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(partial, bytes);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InvalidInputException(what + " cannot be written to " + file + ": " + e, e);
        }
    }
}
