package io.understudy.agent.attractor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A map of attractors as a JSON file. */
public final class AttractorFormat {
    private static final String FORMAT = "understudy-attractors";
    private static final int FORMAT_VERSION = 1;
    private static final long MOST_BYTES = 1L << 28;

    private final JsonMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Whether a file begins as one of these does; what is no JSON object, does not. */
    public static boolean begins(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(FORMAT.length() + 20), StandardCharsets.UTF_8).contains(FORMAT);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Writes a file; what was there before stays until the new one is whole.
     *
     * @throws InvalidInputException if it cannot be written there
     */
    public void save(AttractorMap map, Path file) {
        ObjectNode root = mapper.createObjectNode().put("format", FORMAT).put("formatVersion", FORMAT_VERSION);
        root.putPOJO("map", map);
        try {
            WholeFile.write(mapper.writeValueAsBytes(root), file, "the map of attractors");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of attractors could not be written", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it holds no map that this version reads
     */
    public AttractorMap load(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("the map of attractors " + file + " is larger than 256 MiB");
            }
            JsonNode root = mapper.readTree(file.toFile());
            int version = root.path("formatVersion").asInt(-1);
            if (!FORMAT.equals(root.path("format").asText()) || version != FORMAT_VERSION) {
                throw new InvalidInputException(
                        "%s is not a map of attractors of format version %d: make one with 'attractors'"
                                .formatted(file, FORMAT_VERSION));
            }
            return mapper.treeToValue(root.path("map"), AttractorMap.class);
        } catch (ValueInstantiationException e) {
            throw new InvalidInputException(
                    file + " contradicts itself: " + e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + " is not a map of attractors, or was cut short: make one with 'attractors'", e);
        } catch (IOException e) {
            throw new InvalidInputException("the map of attractors " + file + " cannot be read: " + e, e);
        }
    }
}
