package io.understudy.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.ServedAnswer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What an inference logger tells, after the examples of the Open Inference Protocol and of KServe. */
class InferenceLoggerTest {
    private static final long NOW = 1_763_700_000_000L;
    private static final String ID = "689b15e7-84a1-4e89-9805-20809efc216d";
    private static final String REQUEST = "org.kubeflow.serving.inference.request";
    private static final String RESPONSE = "org.kubeflow.serving.inference.response";

    /** The request of the protocol's specification, "Inference Request Examples". */
    private static final String SPECIFIED = "{\"id\": \"42\", \"inputs\": ["
            + "{\"name\": \"input0\", \"shape\": [2, 2], \"datatype\": \"UINT32\", \"data\": [1, 2, 3, 4]},"
            + "{\"name\": \"input1\", \"shape\": [3], \"datatype\": \"BOOL\", \"data\": [true]}],"
            + "\"outputs\": [{\"name\": \"output0\"}]}";

    private final SequenceDecoder decoder = new SequenceDecoder(
            new Json(), ModelResolver.only(() -> SequenceDecoderTest.MANIFEST), 5, SequenceDecoderTest.UNDIVIDED);

    private DecodedRecord decode(String value, Map<String, String> headers) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, bytes(text)));
        return decoder.decode(new SequenceDecoder.Raw(bytes("k"), bytes(value), all, NOW, "topic-0-7"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The attributes of KServe's own example, binary mode. */
    private static Map<String, String> logged(String type) {
        return new TreeMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_type", type,
                "ce_source", "http://localhost:9081/",
                "ce_id", "689b15e7-84a1-4e89-9805-20809efc216d",
                "ce_time", "2023-04-05T07:39:53.501752983Z",
                "ce_inferenceservicename", "orders",
                "ce_namespace", "default",
                "ce_component", "predictor",
                "content-type", "application/x-www-form-urlencoded"));
    }

    @Test
    void theProtocolsOwnExampleIsABatchOfTwo() {
        assertThat(decode(SPECIFIED, Map.of()))
                .isEqualTo(new DecodedRecord(
                        "m",
                        List.of(
                                new Sequence("42/0", List.of("b", "c"), NOW, null),
                                new Sequence("42/1", List.of("d", "e"), NOW, null)),
                        List.of(),
                        Map.of()));
        assertThat(decode(SPECIFIED, logged(REQUEST)).sequences())
                .extracting(Sequence::timestamp)
                .containsOnly(1_680_680_393_501L);
    }

    @Test
    void dataMayBeNestedAndSymbolsMayBeNamed() {
        String nested = "{\"inputs\": [{\"name\": \"tokens\", \"shape\": [1, 4], \"datatype\": \"BYTES\","
                + "\"data\": [[\"<begin>\", \"a\", \"b\", \"<end>\"]]}]}";
        assertThat(decode(nested, logged(REQUEST)).sequences())
                .containsExactly(new Sequence(ID, List.of("a", "b"), 1_680_680_393_501L, null, null, ID));
    }

    @Test
    void whatStandsAroundASequenceIsTakenOffAndWhatPadsItToo() {
        String padded = "{\"instances\": [[5, 0, 6, 6], [5, 1, 2, 3], {\"input0\": [\"d\", \"e\"]}]}";
        assertThat(decode(padded, Map.of()).sequences())
                .extracting(Sequence::symbols)
                .containsExactly(List.of("a"), List.of("b", "c", "d"), List.of("d", "e"));
    }

    @Test
    void whatTheServerAnsweredIsKnownByItsRequest() {
        DecodedRecord named = decode("{\"predictions\": [1, \"b\"]}", logged(RESPONSE));
        assertThat(named.sequences()).isEmpty();
        assertThat(named.refusals()).isEmpty();
        assertThat(named.answers())
                .containsEntry(ID + "/0", new ServedAnswer("1", null))
                .containsEntry(ID + "/1", new ServedAnswer("b", null));
        String tensor = "{\"id\": \"generated\", \"outputs\": [{\"name\": \"probs\", \"shape\": [1, 2, 3],"
                + "\"datatype\": \"FP32\", \"data\": [0.1, 0.2, 0.7, 0.5, 0.25, 0.25]}]}";
        assertThat(decode(tensor, logged(RESPONSE)).answers().get(ID).rows())
                .isDeepEqualTo(new float[][] {{0.1f, 0.2f, 0.7f}, {0.5f, 0.25f, 0.25f}});
        assertThat(decode("{\"outputs\": [{\"name\": \"x\", \"shape\": [9], \"data\": [1]}]}", logged(RESPONSE)))
                .isEqualTo(new DecodedRecord("m", List.of(), List.of(), Map.of()));
        assertThat(decode("half a res", logged(RESPONSE)))
                .isEqualTo(new DecodedRecord(null, List.of(), List.of(), Map.of()));
    }

    @Test
    void oneBadRowDoesNotTakeTheOthersWithIt() {
        DecodedRecord intake = decode("{\"instances\": [[0, 1], [0, 99], [], [0, 1, 2, 3, 4, 0]]}", Map.of());
        assertThat(intake.sequences()).extracting(Sequence::id).containsExactly("k/0");
        assertThat(intake.refusals())
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("row 1", "99 at position 1", "0 to 6"),
                        reason -> assertThat(reason).contains("row 2", "empty"),
                        reason -> assertThat(reason).contains("row 3", "6 symbols"));
    }

    @Test
    void whatCannotBeReadIsRefusedWithWhatWasExpected() {
        // KServe's own example, of a model of another kind.
        assertThat(decode("{\"instances\": [[6.8,  2.8,  4.8,  1.4]]}", logged(REQUEST))
                        .refusals())
                .singleElement()
                .asString()
                .contains("6.8 at position 0 is neither a token");
        assertRefused("{\"inputs\": []}", "no input 'input0'");
        assertRefused("{\"instances\": []}", "holds no sequence");
        assertRefused("{\"instances\": [" + "[0],".repeat(1_024) + "[0]]}", "1,025 sequences; 1 to 1,024");
        assertRefused("{\"instances\": [7]}", "no JSON array");
        assertRefused(
                "{\"inputs\": [{\"name\": \"input0\", \"shape\": [2, 3], \"data\": [1]}]}", "[2,3] does not fit its 1");
        assertRefused(
                "{\"inputs\": [{\"name\": \"input0\", \"shape\": [4294967296, 4294967296], \"data\": []}]}",
                "does not fit");
        assertRefused(
                "{\"inputs\": [{\"name\": \"input0\", \"shape\": [1, 2], \"datatype\": \"INT64\","
                        + "\"parameters\": {\"binary_data_size\": 16}}]}",
                "binary");
    }

    private void assertRefused(String value, String reason) {
        DecodedRecord intake = decode(value, Map.of());
        assertThat(intake.sequences()).isEmpty();
        assertThat(intake.refusals()).singleElement().asString().contains(reason);
    }
}
