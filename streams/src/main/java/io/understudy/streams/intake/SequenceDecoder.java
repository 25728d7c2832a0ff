package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.understudy.agent.model.SequenceFile;
import io.understudy.streams.intake.Intake.Accepted;
import io.understudy.streams.intake.Intake.Refused;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Reads the sequences topic: JSON {@code {"id", "symbols", "timestamp"}} or plain text of symbols separated by white
 * space, either of them also as a CloudEvent in binary or structured mode. What comes without an id is named after its
 * key, or else after its place in the topic; what comes without a timestamp has the record's.
 */
public final class SequenceDecoder {
    private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);
    private static final int LONGEST_ID = 500;
    private static final int LONGEST_SYMBOL = 1_000;

    private final Json json;
    private final int longest;

    /**
     * @param longest symbols in a sequence, at most
     */
    public SequenceDecoder(Json json, int longest) {
        this.json = json;
        this.longest = longest;
    }

    /** A record as it came; {@code place} names it if it has no name of its own. */
    public record Raw(byte[] key, byte[] value, Headers headers, long timestamp, String place) {}

    /** A refusal on its way out of the parser. */
    private static final class Refusal extends Exception {
        Refusal(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Reads one record; never throws. */
    public Intake decode(Raw raw) {
        try {
            return new Accepted(isCloudEvent(raw) ? event(raw) : payload(raw.value(), name(raw), raw.timestamp()));
        } catch (Refusal e) {
            return new Refused(e.getMessage());
        }
    }

    private static String name(Raw raw) {
        if (raw.key() == null || raw.key().length == 0 || raw.key().length > LONGEST_ID) {
            return raw.place();
        }
        return new String(raw.key(), StandardCharsets.UTF_8);
    }

    private static boolean isCloudEvent(Raw raw) {
        Header contentType = raw.headers().lastHeader("content-type");
        boolean structured = contentType != null
                && contentType.value() != null
                && new String(contentType.value(), StandardCharsets.UTF_8).startsWith("application/cloudevents+json");
        return structured || raw.headers().lastHeader("ce_specversion") != null;
    }

    private Sequence event(Raw raw) throws Refusal {
        try {
            MessageReader reader = KafkaMessageFactory.createReader(raw.headers(), raw.value());
            CloudEvent event = reader.toEvent();
            byte[] data = event.getData() == null ? null : event.getData().toBytes();
            long timestamp = event.getTime() == null
                    ? raw.timestamp()
                    : event.getTime().toInstant().toEpochMilli();
            return payload(data, event.getId(), checkedTime(timestamp, raw.timestamp()));
        } catch (CloudEventRWException
                | EventDeserializationException
                | IllegalArgumentException
                | DateTimeException e) {
            throw new Refusal("not a CloudEvent: " + e.getMessage());
        }
    }

    private Sequence payload(byte[] value, String name, long timestamp) throws Refusal {
        if (value == null) {
            throw new Refusal("the record has no value");
        }
        String text = text(value);
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new Refusal("the sequence is empty");
        }
        Sequence sequence = stripped.charAt(0) == '{'
                ? object(value, name, timestamp)
                : new Sequence(name, SequenceFile.split(text), timestamp);
        if (sequence.symbols().isEmpty()) {
            throw new Refusal("the sequence is empty");
        }
        if (sequence.symbols().size() > longest) {
            throw new Refusal("the sequence has %d symbols; 'inference.longest-sequence' allows %d"
                    .formatted(sequence.symbols().size(), longest));
        }
        return sequence;
    }

    private static String text(byte[] value) throws Refusal {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal("the value is not UTF-8 text");
        }
    }

    private Sequence object(byte[] value, String name, long recordTime) throws Refusal {
        JsonNode root;
        try {
            root = json.tree(value);
        } catch (IOException e) {
            throw new Refusal("not JSON: " + e.getMessage().lines().findFirst().orElse(""));
        }
        JsonNode symbols = root.path("symbols");
        if (!symbols.isArray()) {
            throw new Refusal("'symbols' is not a JSON array; expected {\"id\", \"symbols\": [...], \"timestamp\"}");
        }
        List<String> names = new ArrayList<>(symbols.size());
        for (JsonNode symbol : symbols) {
            // Numbers are symbols to those who number their log keys.
            if (!symbol.isTextual() && !symbol.isIntegralNumber()) {
                throw new Refusal(
                        "the symbol at position %d is neither a string nor a whole number".formatted(names.size()));
            }
            String text = symbol.asText();
            if (text.isEmpty() || text.length() > LONGEST_SYMBOL) {
                throw new Refusal("the symbol at position %d is empty or too long".formatted(names.size()));
            }
            names.add(text);
        }
        return new Sequence(id(root).orElse(name), names, timestamp(root, recordTime));
    }

    private static Optional<String> id(JsonNode root) throws Refusal {
        JsonNode id = root.path("id");
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        boolean usable = id.isTextual() || id.isIntegralNumber();
        if (!usable || id.asText().isEmpty() || id.asText().length() > LONGEST_ID) {
            throw new Refusal("'id' is not a string of 1 to " + LONGEST_ID + " characters");
        }
        return Optional.of(id.asText());
    }

    private static long timestamp(JsonNode root, long recordTime) throws Refusal {
        JsonNode timestamp = root.path("timestamp");
        if (timestamp.isMissingNode() || timestamp.isNull()) {
            return recordTime;
        }
        try {
            long millis = timestamp.isIntegralNumber() && timestamp.canConvertToLong()
                    ? timestamp.longValue()
                    : Instant.parse(timestamp.asText()).toEpochMilli();
            return checkedTime(millis, recordTime);
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refusal("'timestamp' is neither milliseconds since 1970 nor an ISO-8601 instant");
        }
    }

    /** A clock that is far ahead would close all windows before their time. */
    private static long checkedTime(long millis, long recordTime) throws Refusal {
        if (millis < 0 || millis > recordTime + FURTHEST_AHEAD.toMillis()) {
            throw new Refusal("the timestamp " + millis + " is before 1970 or more than a day ahead of the record's");
        }
        return millis;
    }
}
