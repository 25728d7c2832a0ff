package io.understudy.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import io.understudy.streams.config.Settings;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class SequenceDecoderTest {
    private static final long NOW = 1_763_700_000_000L;

    static final Manifest MANIFEST = new Manifest(
            "m",
            Task.LANGUAGE_MODEL,
            null,
            "input0",
            null,
            null,
            Optional.empty(),
            List.of(),
            List.of("a", "b", "c", "d", "e", "<begin>", "<end>"),
            Optional.of("<begin>"),
            Optional.of("<end>"),
            List.of(),
            Optional.empty(),
            Optional.empty());

    static final Segmenter UNDIVIDED = new Segmenter(new Settings.Segments(Optional.empty(), Optional.empty()));

    private final SequenceDecoder decoder =
            new SequenceDecoder(new Json(), ModelResolver.only(() -> MANIFEST), 5, UNDIVIDED);

    private DecodedRecord decode(String key, String value, Map<String, String> headers) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, bytes(text)));
        return decoder.decode(new SequenceDecoder.Raw(bytes(key), bytes(value), all, NOW, "topic-0-7"));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertAccepted(DecodedRecord intake, String id, long timestamp, String... symbols) {
        assertThat(intake).isEqualTo(DecodedRecord.of("m", new Sequence(id, List.of(symbols), timestamp, null)));
    }

    private void assertRefused(DecodedRecord intake, String reason) {
        assertThat(intake.sequences()).isEmpty();
        assertThat(intake.refusals()).singleElement().asString().contains(reason);
    }

    @Test
    void plainTextIsSymbolsBetweenWhiteSpace() {
        assertAccepted(decode("k", " a  b\tc\n", Map.of()), "k", NOW, "a", "b", "c");
        assertAccepted(decode(null, "a", Map.of()), "topic-0-7", NOW, "a");
    }

    @Test
    void jsonMayNameItsIdAndTime() {
        assertAccepted(
                decode("k", "{\"id\": \"x\", \"symbols\": [\"a\", 7], \"timestamp\": 1000}", Map.of()),
                "x",
                1000,
                "a",
                "7");
        assertAccepted(
                decode("k", "{\"symbols\": [\"a\"], \"timestamp\": \"2025-11-21T00:00:00Z\"}", Map.of()),
                "k",
                1_763_683_200_000L,
                "a");
    }

    @Test
    void aCloudEventInBinaryModeNamesThePayload() {
        Map<String, String> headers = Map.of(
                "ce_specversion", "1.0",
                "ce_id", "event-1",
                "ce_source", "/model",
                "ce_type", "sequence",
                "ce_time", "2025-11-21T00:00:00Z",
                "content-type", "application/json");
        assertAccepted(decode("k", "{\"symbols\": [\"a\", \"b\"]}", headers), "event-1", 1_763_683_200_000L, "a", "b");
        assertAccepted(decode("k", "a b", headers), "event-1", 1_763_683_200_000L, "a", "b");
    }

    @Test
    void aCloudEventInStructuredModeHoldsThePayload() {
        Map<String, String> headers = Map.of("content-type", "application/cloudevents+json; charset=utf-8");
        String start =
                "{\"specversion\": \"1.0\", \"id\": \"event-2\", \"source\": \"/model\", \"type\": \"sequence\", ";
        assertAccepted(
                decode(
                        "k",
                        start + "\"datacontenttype\": \"application/json\", \"data\": {\"symbols\": [\"a\"]}}",
                        headers),
                "event-2",
                NOW,
                "a");
        assertAccepted(
                decode("k", start + "\"datacontenttype\": \"text/plain\", \"data\": \"a b\"}", headers),
                "event-2",
                NOW,
                "a",
                "b");
        assertRefused(decode("k", "{\"id\": 3}", headers), "not a CloudEvent");
        assertRefused(decode("k", "{", headers), "not a CloudEvent");
    }

    @Test
    void whatCannotBeReadIsRefusedWithTheReason() {
        assertRefused(decode("k", null, Map.of()), "no value");
        assertRefused(decode("k", "  ", Map.of()), "empty");
        assertRefused(decode("k", "{\"symbols\": []}", Map.of()), "empty");
        assertRefused(decode("k", "{\"symbols\": [\"a\"", Map.of()), "not JSON");
        assertRefused(decode("k", "{\"symbols\": \"a b\"}", Map.of()), "not a JSON array");
        assertRefused(decode("k", "{\"symbols\": [{}]}", Map.of()), "position 0 is neither");
        assertRefused(decode("k", "{\"symbols\": [1.5]}", Map.of()), "position 0 is neither");
        assertRefused(decode("k", "{\"id\": [], \"symbols\": [\"a\"]}", Map.of()), "'id' is not a string");
        assertRefused(decode("k", "{\"symbols\": [\"a\"], \"timestamp\": \"noon\"}", Map.of()), "'timestamp'");
        assertRefused(
                decode("k", "{\"symbols\": [\"a\"], \"timestamp\": 99999999999999}", Map.of()),
                "more than a day ahead");
        assertRefused(decode("k", "a b c d e f", Map.of()), "6 symbols; 'inference.longest-sequence' allows 5");
        assertRefused(decode("k", "{\"a\":".repeat(100_000), Map.of()), "not JSON");
        assertRefused(
                decoder.decode(
                        new SequenceDecoder.Raw(null, new byte[] {(byte) 0xc3, 0x28}, new RecordHeaders(), NOW, "p")),
                "not UTF-8");
    }

    @Test
    void aRecordsSegmentIsItsHeadersValueOrWhatItsKeyBeginsWith() {
        Segmenter byHeader = new Segmenter(new Settings.Segments(Optional.of("tenant"), Optional.empty()));
        Segmenter byKey = new Segmenter(new Settings.Segments(Optional.empty(), Optional.of("/")));
        Headers headers = new RecordHeaders().add("tenant", bytes("north"));
        SequenceDecoder.Raw raw = new SequenceDecoder.Raw(bytes("west/42"), bytes("a b"), headers, NOW, "p");
        assertThat(byHeader.of(raw)).isEqualTo("north");
        assertThat(byKey.of(raw)).isEqualTo("west");
        assertThat(UNDIVIDED.of(raw)).isNull();
        SequenceDecoder.Raw bare = new SequenceDecoder.Raw(null, bytes("a b"), new RecordHeaders(), NOW, "p");
        assertThat(byHeader.of(bare)).isEqualTo(Segmenter.NONE);
        assertThat(byKey.of(bare)).isEqualTo(Segmenter.NONE);
        assertThat(new SequenceDecoder(new Json(), ModelResolver.only(() -> MANIFEST), 5, byKey)
                        .decode(raw)
                        .sequences())
                .containsExactly(new Sequence("west/42", List.of("a", "b"), NOW, "west"));
    }
}
