package io.understudy.streams.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.model.InvalidInputException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static Settings read(Map<String, String> file, Map<String, String> environment) {
        Properties properties = new Properties();
        properties.putAll(Map.of("model", "m", "kafka.bootstrap.servers", "k:9092"));
        properties.putAll(file);
        return SettingsReader.of(properties, environment, "u.properties");
    }

    @Test
    void environmentWinsOverTheFileAndKafkaKeysPassThrough() {
        Settings settings = read(
                Map.of("fidelity.floor", "0.7", "kafka.security.protocol", "SSL"),
                Map.of(
                        "UNDERSTUDY_FIDELITY_FLOOR", "0.9",
                        "UNDERSTUDY_KAFKA_SASL_MECHANISM", "PLAIN",
                        "UNDERSTUDY_INFERENCE_STREAM_THREADS", "4",
                        "UNDERSTUDY_SERVICE_HOST", "10.0.0.1"));
        assertThat(settings.fidelity().limits().floor()).hasValue(0.9);
        assertThat(settings.inference().streamThreads()).isEqualTo(4);
        assertThat(settings.kafka())
                .containsEntry("security.protocol", "SSL")
                .containsEntry("sasl.mechanism", "PLAIN")
                .containsEntry("bootstrap.servers", "k:9092");
        assertThat(settings.topics().verdicts()).isEqualTo("understudy.verdicts");
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void whatIsWrongIsNamedWithKeyValueAndExpectation() {
        assertRefused(
                Map.of("fidelity.floor", "80%"),
                "'fidelity.floor' is '80%'; expected 'auto' or a number between 0 and 1");
        assertRefused(Map.of("http.port", "99999"), "'http.port' is '99999'; expected a whole number from 0 to 65535");
        assertRefused(Map.of("segments.header", "key:"), "'segments.header' is 'key:'; expected 'none', the name of a");
        assertRefused(Map.of("fidelity.window", "10s"), "'fidelity.window' is '10s'; expected an ISO-8601 duration");
        assertRefused(Map.of("extraction.rank", "many"), "'extraction.rank' is 'many'; expected 'auto' or a number");
        assertRefused(Map.of("fidelity.flor", "0.8"), "unknown key 'fidelity.flor' (value '0.8')");
        assertRefused(Map.of("http.tokn", "0123456789abcdef"), "unknown key 'http.tokn' (value '(secret)')");
        assertRefused(Map.of("model", ""), "'model' is missing (or the variable UNDERSTUDY_MODEL)");
        assertRefused(Map.of("model", "none"), "'model' is missing (or the variable UNDERSTUDY_MODEL); expected");
        assertRefused(Map.of("models", "all"), "'model' and 'models' are both given");
    }

    private static void assertRefused(Map<String, String> file, String message) {
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("u.properties: ")
                .hasMessageContaining(message);
    }

    @Test
    void theShippedFileIsValidAndNamesEveryKeyWithItsDefault() {
        Settings shipped = SettingsReader.read(Path.of("../deploy/understudy.properties"), Map.of());
        Properties nothing = new Properties();
        nothing.putAll(Map.of(
                "model",
                shipped.models().toString(),
                "kafka.bootstrap.servers",
                shipped.kafka().get("bootstrap.servers")));
        assertThat(shipped).isEqualTo(SettingsReader.of(nothing, Map.of(), "defaults"));
    }
}
