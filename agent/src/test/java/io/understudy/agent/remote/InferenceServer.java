package io.understudy.agent.remote;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A model server that takes its time, and is busy now and then. */
final class InferenceServer implements AutoCloseable {
    private static final int BUSY_EVERY = 7;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Duration latency;
    private final AtomicInteger requests = new AtomicInteger();
    private final JsonMapper mapper = new JsonMapper();

    InferenceServer(Path folder, Duration latency) throws OrtException, IOException {
        this.latency = latency;
        this.session = environment.createSession(folder.resolve("model.onnx").toString());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v2/models/small/infer", this::handle);
        server.start();
    }

    URI model() {
        return URI.create("http://127.0.0.1:%d/v2/models/small"
                .formatted(server.getAddress().getPort()));
    }

    int requests() {
        return requests.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (requests.incrementAndGet() % BUSY_EVERY == 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            Thread.sleep(latency.toMillis());
            byte[] answer = mapper.writeValueAsBytes(answer(mapper.readTree(exchange.getRequestBody())));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (OrtException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private ObjectNode answer(JsonNode request) throws OrtException {
        JsonNode input = request.path("inputs").get(0);
        String output = request.path("outputs").get(0).path("name").asText();
        long[] shape = {
            input.path("shape").get(0).asLong(), input.path("shape").get(1).asLong()
        };
        long[] tokens = new long[input.path("data").size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = input.path("data").get(i).asLong();
        }
        ObjectNode answer = mapper.createObjectNode();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(tokens), shape);
                OrtSession.Result result = session.run(Map.of(input.path("name").asText(), tensor))) {
            OnnxTensor said = (OnnxTensor) result.get(output).orElseThrow();
            ObjectNode one = answer.putArray("outputs").addObject();
            one.put("name", output);
            one.put("datatype", "FP32");
            ArrayNode dimensions = one.putArray("shape");
            for (long dimension : said.getInfo().getShape()) {
                dimensions.add(dimension);
            }
            ArrayNode data = one.putArray("data");
            FloatBuffer values = said.getFloatBuffer();
            while (values.hasRemaining()) {
                data.add(values.get());
            }
        }
        return answer;
    }

    @Override
    public void close() throws OrtException {
        server.stop(0);
        threads.shutdownNow();
        session.close();
    }
}
