package io.understudy.agent.remote;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.understudy.agent.model.InvalidAnswerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Inference by the Open Inference Protocol (version 2, JSON), as KServe, Triton and others serve it. */
final class InferenceClient {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int TRIES = 4;
    private static final long FIRST_PAUSE_MILLIS = 200;
    /** Bytes of an answer, at most. */
    private static final int LARGEST = 256 << 20;

    private static final int DEEPEST = 16;
    private static final int HTTP_OK = 200;
    private static final int SHOWN = 300;
    /** Answers that a server may give again after a moment. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private final URI address;
    private final String input;
    private final String output;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    /**
     * @param model the model's address, such as {@code http://host:8080/v2/models/NAME}
     * @param input name of the tensor of tokens
     * @param output name of the tensor of answers
     */
    InferenceClient(URI model, String input, String output) {
        String path = model.toString().replaceAll("/+$", "");
        this.address = URI.create(path.endsWith("/infer") ? path : path + "/infer");
        this.input = input;
        this.output = output;
    }

    /** A tensor, row by row. */
    record Tensor(int[] shape, float[] values) {}

    /**
     * What the model answers to a batch.
     *
     * @param tokens [rows · time]
     * @throws InvalidAnswerException if the server cannot be reached, refuses, or answers with something else
     */
    Tensor infer(long[] tokens, int rows, int time) {
        byte[] body = request(tokens, rows, time);
        IOException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            pause(attempt);
            try {
                HttpResponse<InputStream> response = http.send(
                        HttpRequest.newBuilder(address)
                                .timeout(ANSWER)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.ofInputStream());
                byte[] answer;
                try (InputStream stream = response.body()) {
                    answer = stream.readNBytes(LARGEST + 1);
                }
                if (response.statusCode() == HTTP_OK) {
                    return tensor(answer, rows);
                }
                last = new IOException("HTTP status %d: %s".formatted(response.statusCode(), beginning(answer)));
                if (!PASSING.contains(response.statusCode())) {
                    break;
                }
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InvalidAnswerException("interrupted while the model server was queried", e);
            }
        }
        throw new InvalidAnswerException(
                "the model server at %s did not answer: %s".formatted(address, said(last)), last);
    }

    private static String said(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private static String beginning(byte[] answer) {
        return new String(answer, 0, Math.min(SHOWN, answer.length), StandardCharsets.UTF_8).strip();
    }

    private static void pause(int attempt) {
        if (attempt > 0) {
            try {
                Thread.sleep(FIRST_PAUSE_MILLIS << attempt);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InvalidAnswerException("interrupted while the model server was queried", e);
            }
        }
    }

    private byte[] request(long[] tokens, int rows, int time) {
        ObjectNode request = mapper.createObjectNode();
        ObjectNode tensor = request.putArray("inputs").addObject();
        tensor.put("name", input);
        tensor.putArray("shape").add(rows).add(time);
        tensor.put("datatype", "INT64");
        ArrayNode data = tensor.putArray("data");
        for (long token : tokens) {
            data.add(token);
        }
        request.putArray("outputs").addObject().put("name", output);
        try {
            return mapper.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new IllegalStateException("a request could not be written", e);
        }
    }

    private Tensor tensor(byte[] answer, int rows) throws IOException {
        if (answer.length > LARGEST) {
            throw new InvalidAnswerException(
                    "the model server at %s answered with more than %d MB".formatted(address, LARGEST >> 20));
        }
        JsonNode found = null;
        List<String> names = new ArrayList<>();
        for (JsonNode one : mapper.readTree(answer).path("outputs")) {
            names.add(one.path("name").asText());
            found = one.path("name").asText().equals(output) ? one : found;
        }
        if (found == null) {
            throw new InvalidAnswerException(
                    "the model server at %s gave no output '%s' (it gave %s): correct 'output' in model.json"
                            .formatted(address, output, names));
        }
        int[] shape = new int[found.path("shape").size()];
        long size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = found.path("shape").get(i).asInt();
            size *= shape[i];
        }
        float[] values = new float[(int) Math.max(0, Math.min(size, LARGEST))];
        int filled = fill(found.path("data"), values, 0);
        if (shape.length < 2 || shape[0] != rows || filled != size) {
            throw new InvalidAnswerException(
                    "the output '%s' of the model server at %s has shape %s and %d numbers: expected %d rows"
                            .formatted(output, address, found.path("shape"), filled, rows));
        }
        return new Tensor(shape, values);
    }

    /** Numbers may be one after the other, or nested as the shape is. */
    private static int fill(JsonNode data, float[] values, int from) {
        int at = from;
        for (JsonNode one : data) {
            if (one.isArray()) {
                at = fill(one, values, at);
            } else {
                if (at < values.length) {
                    values[at] = one.isNumber() ? one.floatValue() : Float.NaN;
                }
                at++;
            }
        }
        return at;
    }
}
