package io.understudy.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.streams.topic.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ModelResolverTest {
    private static final String PAIR = "{\"symbols\": [\"a\", \"b\"]}";

    private final SequenceDecoder decoder = new SequenceDecoder(
            new Json(), ModelResolver.named("model", this::manifest), 5, SequenceDecoderTest.UNDIVIDED);

    private Manifest manifest(String named) {
        if (!named.equals("m")) {
            throw new InvalidInputException("there is no model '" + named + "'");
        }
        return SequenceDecoderTest.MANIFEST;
    }

    private DecodedRecord decode(String value, Map<String, String> headers) {
        Headers all = new RecordHeaders();
        headers.forEach((name, text) -> all.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return decoder.decode(
                new SequenceDecoder.Raw(null, value.getBytes(StandardCharsets.UTF_8), all, 0, "topic-0-7"));
    }

    private void assertIsForTheModel(DecodedRecord decoded) {
        assertThat(decoded.refusals()).isEmpty();
        assertThat(decoded.model()).isEqualTo("m");
        assertThat(decoded.sequences()).singleElement().satisfies(one -> assertThat(one.symbols())
                .containsExactly("a", "b"));
    }

    @Test
    void aHeaderACloudEventOrAFieldNamesTheModel() {
        assertIsForTheModel(decode("a b", Map.of("model", "m")));
        assertIsForTheModel(decode("{\"model\": \"m\", \"symbols\": [\"a\", \"b\"]}", Map.of()));
        Map<String, String> event = Map.of(
                "ce_specversion", "1.0",
                "ce_id", "1",
                "ce_type", "org.kubeflow.serving.inference.request",
                "ce_source", "s",
                "content-type", "application/json");
        assertThat(decode(PAIR, event).refusals()).singleElement().asString().contains("names no model");
        Map<String, String> named = new HashMap<>(event);
        named.put("ce_inferenceservicename", "m");
        assertIsForTheModel(decode(PAIR, named));
    }

    @Test
    void theHeaderWins() {
        assertIsForTheModel(decode("{\"model\": \"other\", \"symbols\": [\"a\", \"b\"]}", Map.of("model", "m")));
    }

    @Test
    void whatNamesNoModelOrAnotherIsRefused() {
        DecodedRecord none = decode(PAIR, Map.of());
        assertThat(none.model()).isNull();
        assertThat(none.refusals())
                .containsExactly(
                        "the record names no model: give its id in the header 'model' or in the field 'model'");
        DecodedRecord other = decode(PAIR, Map.of("model", "n"));
        assertThat(other.model()).isEqualTo("n");
        assertThat(other.refusals()).containsExactly("there is no model 'n'");
    }

    @Test
    void whatIsRefusedOfAModelsOwnIsKnownToBeItsOwn() {
        assertThat(decode("{\"model\": \"m\", \"symbols\": []}", Map.of()).model())
                .isEqualTo("m");
    }
}
