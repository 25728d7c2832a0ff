package io.understudy.agent.fingerprint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A fingerprint as a JSON file. */
public final class FingerprintFormat {
    private static final String FORMAT = "understudy-fingerprint";
    private static final int FORMAT_VERSION = 1;
    private static final long MOST_BYTES = 256L << 20;

    private final JsonMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Writes a file; what was there before stays until the new one is whole.
     *
     * @throws InvalidInputException if it cannot be written there
     */
    public void save(Fingerprint fingerprint, Path file) {
        ObjectNode root = mapper.createObjectNode().put("format", FORMAT).put("formatVersion", FORMAT_VERSION);
        root.putPOJO("fingerprint", fingerprint);
        try {
            WholeFile.write(mapper.writeValueAsBytes(root), file, "the fingerprint");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fingerprint could not be written", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it holds no fingerprint that this version reads
     */
    public Fingerprint load(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException("no fingerprint at " + file + ": make one with 'fingerprint --out'");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("the fingerprint " + file + " is larger than 256 MiB");
            }
            JsonNode root = mapper.readTree(Files.readAllBytes(file));
            if (root == null || !FORMAT.equals(root.path("format").asText())) {
                throw new InvalidInputException(file + " is not a fingerprint: give a file that 'fingerprint' wrote");
            }
            int version = root.path("formatVersion").asInt(-1);
            if (version != FORMAT_VERSION) {
                throw new InvalidInputException("%s has fingerprint format version %d; this Understudy reads version %d"
                        .formatted(file, version, FORMAT_VERSION));
            }
            return mapper.treeToValue(root.path("fingerprint"), Fingerprint.class);
        } catch (ValueInstantiationException e) {
            throw new InvalidInputException(
                    file + " contradicts itself: " + e.getCause().getMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + " is not a fingerprint, or was cut short: give a file that 'fingerprint' wrote", e);
        }
    }
}
