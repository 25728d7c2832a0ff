package io.understudy.streams.demo;

import io.understudy.streams.broker.TemporaryFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The model and traffic that come with the demo (made by {@code streams/demo/train.py}), laid out in a folder that goes
 * when this is closed.
 */
public final class ShippedModel implements AutoCloseable {
    private final TemporaryFolder folder = TemporaryFolder.create("understudy-model");

    /** Lays it out. */
    public ShippedModel() {
        try {
            for (String name : List.of("model.onnx", "model.json", "normal.txt", "shifted.txt")) {
                try (InputStream in = ShippedModel.class.getResourceAsStream("/demo/" + name)) {
                    Files.copy(in, folder.path().resolve(name));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the shipped model cannot be laid out in the temporary folder", e);
        }
    }

    /** The model's folder. */
    public Path folder() {
        return folder.path();
    }

    /** Traffic before the change. */
    public Path normal() {
        return folder.path().resolve("normal.txt");
    }

    /** Traffic after the change. */
    public Path shifted() {
        return folder.path().resolve("shifted.txt");
    }

    @Override
    public void close() {
        folder.close();
    }
}
