package io.understudy.agent.zoo;

import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of a network beside its answers, as a file of lines {@code property=value}. */
public final class NetworkProperties {
    private static final String NAME = "[A-Za-z0-9._-]{1,150}";
    private static final long MOST_BYTES = 64 << 10;

    private NetworkProperties() {}

    /**
     * Reads a file; nothing is known where it is not there.
     *
     * @throws InvalidInputException if it cannot be read
     */
    public static SortedMap<String, String> read(Path file) {
        SortedMap<String, String> known = new TreeMap<>();
        if (!Files.exists(file)) {
            return known;
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException(file + " is larger than 64 KiB");
            }
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            properties.stringPropertyNames().forEach(one -> known.put(one, properties.getProperty(one)));
            return known;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("%s holds no lines property=value: %s".formatted(file, e.getMessage()), e);
        }
    }

    /**
     * Writes a file, or removes it where nothing is known.
     *
     * @throws InvalidInputException if a property's name cannot be one, or the file not be written
     */
    static void write(Map<String, String> known, Path file) {
        for (String name : known.keySet()) {
            if (!name.matches(NAME)) {
                throw new InvalidInputException(
                        "the property's name '" + name + "' must be 1 to 150 of A-Z a-z 0-9 . _ -");
            }
        }
        StringWriter text = new StringWriter();
        Properties properties = new Properties();
        properties.putAll(known);
        try {
            if (known.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            properties.store(text, null);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be replaced: %s".formatted(file, e), e);
        }
        AtomicFile.write(text.toString().getBytes(StandardCharsets.UTF_8), file, "the properties");
    }
}
