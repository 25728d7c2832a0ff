package io.understudy.streams.serving;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What distinguishes the files of a model's folder from what they were, without reading them.
 *
 * @param manifest size, time and identity of {@code model.json}
 * @param graph the same of the file that it names
 */
public record FolderState(String manifest, String graph) {
    private static final String UNIX = "unix";

    /** How a folder is now. */
    public static FolderState of(Path folder) {
        Optional<String> onnx;
        try {
            onnx = Optional.of(Manifest.read(folder).onnx());
        } catch (InvalidInputException e) {
            onnx = Optional.empty();
        }
        return new FolderState(
                trace(folder, "model.json"),
                onnx.map(name -> trace(folder, name)).orElse("unreadable"));
    }

    private static String trace(Path folder, String name) {
        try {
            Path file = folder.resolve(name);
            BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
            // A copy may keep the time of the last modification, but not that of the last change of the inode.
            Object changed = file.getFileSystem().supportedFileAttributeViews().contains(UNIX)
                    ? Files.getAttribute(file, UNIX + ":ctime")
                    : about.lastModifiedTime();
            return about.size() + " " + changed + " " + about.fileKey();
        } catch (IOException e) {
            return "missing";
        }
    }
}
