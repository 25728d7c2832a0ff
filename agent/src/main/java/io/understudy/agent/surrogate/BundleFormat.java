package io.understudy.agent.surrogate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.understudy.agent.automaton.FiniteAutomaton;
import io.understudy.agent.automaton.WeightedAutomaton;
import io.understudy.agent.file.AtomicFile;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.phrase.OrderedRules;
import io.understudy.agent.phrase.ScoredPhrases;
import io.understudy.agent.rule.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle as bytes: one CBOR object (RFC 8949), the same in a file and in a Kafka record. */
public final class BundleFormat {
    private static final String FORMAT = "understudy-surrogate";
    private static final int FORMAT_VERSION = 7;
    /** What was written since has something that this one had not; what this one had is still read. */
    private static final int OLDEST_VERSION = 4;

    private static final long MOST_BYTES = 1L << 30;
    /** The major type of a CBOR item is in the first three bits. */
    private static final int CBOR_TYPE = 0xe0;

    private static final int CBOR_MAP = 0xa0;

    private final ObjectMapper mapper = CBORMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .registerSubtypes(
                    new NamedType(WeightedAutomaton.class, "weighted"),
                    new NamedType(FiniteAutomaton.class, "finite"),
                    new NamedType(Rules.class, "rules"),
                    new NamedType(OrderedRules.class, "ordered"),
                    new NamedType(ScoredPhrases.class, "scored"))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** The bytes of a bundle. */
    public byte[] write(Bundle bundle) {
        ObjectNode root = mapper.createObjectNode().put("format", FORMAT).put("formatVersion", FORMAT_VERSION);
        root.putPOJO("bundle", bundle);
        try {
            return mapper.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a bundle could not be written", e);
        }
    }

    /**
     * The bundle that some bytes hold.
     *
     * @param where the bytes are from, for the messages
     * @throws InvalidInputException if they hold none, or one of another format version
     */
    public Bundle read(byte[] bytes, String where) {
        try {
            JsonNode root = mapper.readTree(bytes);
            if (root == null || !FORMAT.equals(root.path("format").asText())) {
                throw new InvalidInputException(where + " is not a surrogate: give a file that 'distill' wrote");
            }
            int version = root.path("formatVersion").asInt(-1);
            if (version < OLDEST_VERSION || version > FORMAT_VERSION) {
                throw new InvalidInputException(
                        "%s has surrogate format version %d; this Understudy reads version %d to %d: distil it again"
                                .formatted(where, version, OLDEST_VERSION, FORMAT_VERSION));
            }
            return mapper.treeToValue(root.path("bundle"), Bundle.class);
        } catch (ValueInstantiationException e) {
            throw new InvalidInputException(
                    where + " contradicts itself: " + e.getCause().getMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    where + " is not a surrogate, or was cut short: give a file that 'distill' wrote", e);
        }
    }

    /**
     * Writes a file; what was there before stays until the new one is whole.
     *
     * @throws InvalidInputException if it cannot be written there
     */
    public void save(Bundle bundle, Path file) {
        AtomicFile.write(write(bundle), file, "the surrogate");
    }

    /** Whether a file begins as a bundle does, and not as JSON text. */
    public static boolean looksLikeOne(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (in.read() & CBOR_TYPE) == CBOR_MAP;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it holds no bundle that this version reads
     */
    public Bundle load(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException("no surrogate at " + file + ": make one with 'distill'");
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException("the surrogate " + file + " is larger than 1 GiB");
            }
            return read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new InvalidInputException("the surrogate " + file + " cannot be read: " + e, e);
        }
    }
}
