package io.understudy.streams.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.understudy.streams.http.OpenApi;
import io.understudy.streams.topic.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {
    private static final String TOKEN = "a-token-for-this-test";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Json json = new Json();
    private String address;

    @Test
    @Timeout(180)
    void thePageAndItsApiTellWhatThereIsAndRefuseWhatTheyMust() throws Exception {
        try (Lab lab = new Lab();
                UnderstudyApp app = lab.app(folder.resolve("state"), Map.of("http.token", TOKEN))) {
            app.start();
            address = app.address();
            thePage();
            whatIsNotThere();
            badInputIsShown(lab);
            onlyWithTheTokenADistillationIsAskedFor();
            theStreamBeginsWithHowThingsStand();
            assertThat(new OpenApi(address).check())
                    .containsEntry("/api/events", 200)
                    .containsEntry("/api/rules", 404);
        }
    }

    private void thePage() throws IOException, InterruptedException {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Understudy</title>").doesNotContain("${");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'");
        String library = page.body().replaceAll("(?s).*src=\"(webjars/[^\"]+)\".*", "/$1");
        assertThat(get(library).statusCode()).isEqualTo(200);
    }

    private void whatIsNotThere() throws IOException, InterruptedException {
        JsonNode status = tree(get("/api/status"));
        assertThat(status.path("model").asText()).isEqualTo("orders");
        assertThat(status.path("version").asLong()).isZero();
        assertThat(status.path("mayExtract").asBoolean()).isTrue();
        assertThat(get("/api/automata/fsa").statusCode()).isEqualTo(404);
        assertThat(get("/api/attractors").statusCode()).isEqualTo(404);
        assertThat(get("/api/fidelity?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(tree(get("/api/fidelity")).path("at").isArray()).isTrue();
        assertThat(tree(get("/api/visits")).path("sequences").asLong()).isZero();
        assertThat(tree(get("/api/disagreements")).path("disagreements").isEmpty())
                .isTrue();
    }

    private void badInputIsShown(Lab lab) {
        try (KafkaProducer<byte[], byte[]> producer = lab.producer()) {
            producer.send(new ProducerRecord<>("understudy.sequences", Lab.bytes("k"), Lab.bytes("<b>no</b> symbol")));
        }
        Awaitility.await()
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> tree(get("/api/dead-letters")).path("deadLetters").size() == 1);
    }

    private void onlyWithTheTokenADistillationIsAskedFor() throws IOException, InterruptedException {
        assertThat(query("").statusCode()).isEqualTo(401);
        assertThat(query("Bearer " + TOKEN + "x").statusCode()).isEqualTo(401);
        assertThat(tree(get("/api/events")).path("events").isEmpty()).isTrue();
        assertThat(query("Bearer " + TOKEN).statusCode()).isEqualTo(202);
        Awaitility.await().atMost(LIMIT).ignoreExceptions().until(() -> tree(get("/api/events"))
                .at("/events/0/type")
                .asText()
                .equals("extraction-wanted"));
    }

    private void theStreamBeginsWithHowThingsStand() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/stream"))
                .header("Accept", "text/event-stream")
                .build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                client.send(request, BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: status");
            assertThat(lines.readLine()).startsWith("data: {\"model\":\"orders\"");
        }
    }

    private HttpResponse<String> query(String authorization) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + "/api/extractions")).POST(BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
    }

    private JsonNode tree(HttpResponse<String> response) throws IOException {
        return json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }
}
