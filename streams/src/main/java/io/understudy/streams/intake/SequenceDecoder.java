package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Manifest;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Reads the sequences topic: JSON {@code {"id", "symbols", "timestamp"}} (or {@code "symbol"}, for one; and {@code
 * "output"}, where what was answered in production is known), plain text of
 * symbols separated by white space, or a request as a model server gets it ({@link InferenceRequest}); any of them also
 * as a CloudEvent. What comes without an id is named after its key, or else after its place in the topic; what comes
 * without a timestamp has the record's.
 */
public final class SequenceDecoder {
    private static final int LONGEST_SYMBOL = 1_000;

    private final Json json;
    private final int longest;
    private final ModelResolver models;
    private final ServedReader served = new ServedReader();
    private final Segmenter segments;

    /**
     * @param models determines which model a record is for
     * @param longest symbols in a sequence, at most
     * @param segments determines segments
     */
    public SequenceDecoder(Json json, ModelResolver models, int longest, Segmenter segments) {
        this.json = json;
        this.longest = longest;
        this.models = models;
        this.segments = segments;
    }

    /** A record as it came; {@code place} names it if it has no name of its own. */
    public record Raw(byte[] key, byte[] value, Headers headers, long timestamp, String place) {}

    /** Reads one record; never throws. */
    public DecodedRecord decode(Raw raw) {
        try {
            Envelope envelope = Envelope.of(raw);
            return envelope.answer()
                    ? response(raw, envelope)
                    : payload(raw, envelope).in(segments.of(raw));
        } catch (Refusal e) {
            return DecodedRecord.refused(e.model(), e.getMessage());
        }
    }

    private DecodedRecord payload(Raw raw, Envelope envelope) throws Refusal {
        JsonNode root = isObject(envelope.data()) ? tree(envelope.data()) : MissingNode.getInstance();
        Manifest manifest = models.resolve(raw.headers(), envelope.service(), root);
        try {
            if (envelope.data() == null) {
                throw new Refusal("the record has no value");
            }
            return InferenceRequest.is(root)
                    ? request(root, envelope, manifest)
                    : DecodedRecord.of(
                            manifest.id(), checked(root.isObject() ? object(root, envelope) : plain(envelope)));
        } catch (Refusal e) {
            return DecodedRecord.refused(manifest.id(), e.getMessage());
        }
    }

    private static Sequence plain(Envelope envelope) throws Refusal {
        return new Sequence(envelope.name(), SequenceFile.split(text(envelope.data())), envelope.timestamp(), null);
    }

    private static boolean isObject(byte[] data) {
        if (data == null) {
            return false;
        }
        int at = 0;
        while (at < data.length && data[at] <= ' ' && data[at] >= 0) {
            at++;
        }
        return at < data.length && data[at] == '{';
    }

    private Sequence checked(Sequence sequence) throws Refusal {
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

    private JsonNode tree(byte[] value) throws Refusal {
        try {
            return json.tree(value == null ? new byte[0] : value);
        } catch (IOException e) {
            text(value);
            throw new Refusal("not JSON: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** One that cannot be read does not take the others of its batch with it. */
    private DecodedRecord request(JsonNode root, Envelope envelope, Manifest manifest) throws Refusal {
        String name = id(root).orElse(envelope.name());
        InferenceRequest requests = new InferenceRequest(manifest);
        List<JsonNode> rows = requests.rows(root);
        List<Sequence> sequences = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            try {
                String one = row(name, i, rows.size());
                String awaited = envelope.request() ? row(envelope.name(), i, rows.size()) : null;
                sequences.add(checked(
                        new Sequence(one, requests.symbols(rows.get(i)), envelope.timestamp(), null, null, awaited)));
            } catch (Refusal e) {
                refusals.add(rows.size() == 1 ? e.getMessage() : "row %d: %s".formatted(i, e.getMessage()));
            }
        }
        return new DecodedRecord(manifest.id(), List.copyOf(sequences), List.copyOf(refusals), Map.of());
    }

    /** What a row of a request is called. */
    private static String row(String name, int row, int rows) {
        return rows == 1 ? name : name + "/" + row;
    }

    /** What cannot be read of a model server's answers was not sent to us: it is no dead letter. */
    private DecodedRecord response(Raw raw, Envelope envelope) {
        String model = null;
        try {
            JsonNode root = tree(envelope.data());
            Manifest manifest = models.resolve(raw.headers(), envelope.service(), root);
            model = manifest.id();
            List<ServedAnswer> all = new InferenceResponse(manifest).answers(root);
            Map<String, ServedAnswer> answers = new LinkedHashMap<>();
            for (int i = 0; i < all.size(); i++) {
                if (all.get(i) != null) {
                    answers.put(row(envelope.name(), i, all.size()), all.get(i));
                }
            }
            return new DecodedRecord(model, List.of(), List.of(), answers);
        } catch (Refusal e) {
            return DecodedRecord.ignored(model);
        }
    }

    private Sequence object(JsonNode root, Envelope envelope) throws Refusal {
        JsonNode symbols = root.path("symbols");
        JsonNode single = root.path("symbol");
        if (!symbols.isArray() && single.isMissingNode()) {
            throw new Refusal("'symbols' is not a JSON array; expected {\"id\", \"symbols\": [...], \"timestamp\"}");
        }
        List<String> names = new ArrayList<>();
        for (JsonNode symbol : symbols.isArray() ? symbols : List.of(single)) {
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
        return new Sequence(
                id(root).orElse(envelope.name()),
                names,
                timestamp(root, envelope.timestamp()),
                null,
                served.output(root.path("output")),
                null);
    }

    private static Optional<String> id(JsonNode root) throws Refusal {
        JsonNode id = root.path("id");
        if (id.isMissingNode() || id.isNull()) {
            return Optional.empty();
        }
        boolean usable = id.isTextual() || id.isIntegralNumber();
        if (!usable || id.asText().isEmpty() || id.asText().length() > Envelope.LONGEST_ID) {
            throw new Refusal("'id' is not a string of 1 to " + Envelope.LONGEST_ID + " characters");
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
            return Envelope.checkedTime(millis, recordTime);
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refusal("'timestamp' is neither milliseconds since 1970 nor an ISO-8601 instant");
        }
    }
}
