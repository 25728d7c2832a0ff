package io.understudy.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds a running app against its own OpenAPI file: every resource has to answer as it says, and no other way. */
public final class OpenApi {
    private static final String JSON = "application/json";

    private final String address;
    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final JsonNode document;

    public OpenApi(String address) throws IOException, InterruptedException {
        this.address = address;
        this.document = mapper.readTree(get("/openapi.json").body());
    }

    /** Reads all resources; the status that each answered with, by path. */
    public Map<String, Integer> check() throws IOException, InterruptedException {
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        Map<String, Integer> answered = new TreeMap<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            JsonNode responses = path.getValue().path("get").path("responses");
            if (!responses.at("/200/content").has(JSON)) {
                continue;
            }
            for (String url : urls(path.getKey())) {
                HttpResponse<String> response = get(url);
                JsonNode described = responses.path(Integer.toString(response.statusCode()));
                assertThat(described.isMissingNode())
                        .as("%s answers %d, which is not described", url, response.statusCode())
                        .isFalse();
                validate(url, described.at("/content").path(JSON).path("schema"), response.body());
                answered.put(url, response.statusCode());
            }
        }
        return answered;
    }

    private static List<String> urls(String path) {
        return path.contains("{surrogate}")
                ? List.of(path.replace("{surrogate}", "fsa"), path.replace("{surrogate}", "wa"))
                : List.of(path);
    }

    private void validate(String url, JsonNode schema, String body) throws IOException {
        ObjectNode root = (ObjectNode) schema.deepCopy();
        root.set("components", document.path("components"));
        assertThat(schemas.getSchema(root).validate(mapper.readTree(body)))
                .as("%s: %s", url, body.length() > 2_000 ? body.substring(0, 2_000) : body)
                .isEmpty();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address + path)).build(), BodyHandlers.ofString());
    }
}
