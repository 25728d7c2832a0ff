package io.understudy.agent.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.model.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Values of one type in JSON files that say which format and version they have.
 *
 * @param format what {@code "format"} says
 * @param version what {@code "formatVersion"} says
 * @param key under which the value is
 * @param noun what a file holds, for the messages: "a fingerprint"
 * @param maker the command that writes one, for the messages
 */
public record JsonFile<T>(Class<T> type, String format, int version, String key, String noun, String maker) {
    private static final long MOST_BYTES = 256L << 20;
    private static final int BEGINNING = 20;

    /** Whether a file begins as one of these does; what is no JSON object, does not. */
    public boolean begins(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(format.length() + BEGINNING), StandardCharsets.UTF_8).contains(format);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes a file; what was there before stays until the new one is whole.
     *
     * @throws InvalidInputException if it cannot be written there
     */
    public void save(T value, Path file) {
        JsonMapper mapper = mapper();
        ObjectNode root = mapper.createObjectNode().put("format", format).put("formatVersion", version);
        root.putPOJO(key, value);
        try {
            AtomicFile.write(mapper.writeValueAsBytes(root), file, noun);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(noun + " could not be written", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it holds nothing that this version reads
     */
    public T load(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("no file at %s: %s is made with '%s'".formatted(file, noun, maker));
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException(file + " is larger than 256 MiB, the most that " + noun + " may have");
            }
            JsonNode root = mapper().readTree(file.toFile());
            if (!format.equals(root.path("format").asText())
                    || root.path("formatVersion").asInt(-1) != version) {
                throw new InvalidInputException(
                        "%s is not %s of format version %d: make one with '%s'".formatted(file, noun, version, maker));
            }
            return mapper().treeToValue(root.path(key), type);
        } catch (ValueInstantiationException e) {
            throw new InvalidInputException(
                    file + " contradicts itself: " + e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    "%s is not %s, or was cut short: make one with '%s'".formatted(file, noun, maker), e);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}
