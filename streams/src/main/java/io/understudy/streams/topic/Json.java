package io.understudy.streams.topic;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** JSON as it is on the topics, with limits on what is read. */
public final class Json {
    private static final int DEEPEST = 32;
    private static final int LONGEST_TEXT = 1 << 20;

    private final JsonMapper mapper = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The bytes of a value. */
    public byte[] write(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new SerializationException(
                    "could not write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** The members of two objects, each of which has some, as those of one. */
    public static byte[] joined(byte[] object, byte[] more) {
        byte[] joined = Arrays.copyOf(object, object.length + more.length - 1);
        joined[object.length - 1] = ',';
        System.arraycopy(more, 1, joined, object.length, more.length - 1);
        return joined;
    }

    /** The value that some bytes hold. */
    public <T> T read(byte[] bytes, Class<T> type) {
        try {
            return mapper.readValue(bytes, type);
        } catch (IOException e) {
            throw new SerializationException("not a " + type.getSimpleName() + " as JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Any JSON.
     *
     * @throws IOException if it is none
     */
    public JsonNode tree(byte[] bytes) throws IOException {
        return mapper.readTree(bytes);
    }

    /** For a topic or a store. */
    public <T> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : write(value),
                (topic, bytes) -> bytes == null ? null : read(bytes, type));
    }
}
