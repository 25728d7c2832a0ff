package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.understudy.agent.model.Manifest;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests as a model server gets them and an inference logger reports them: the Open Inference Protocol's ({@code
 * {"inputs": [{"name", "shape", "datatype", "data"}]}}, its REST specification, "Inference Request JSON Object") and
 * KServe's first protocol ({@code {"instances": [...]}}). A number is the model's token, the place of a symbol in the
 * manifest; text is a symbol's name. What the model is fed around a sequence is taken off: a leading {@code begin}, and
 * everything from the first {@code end} on, so also what pads a batch after it.
 */
final class InferenceRequest {
    /** All rows of a request are given to the model at once. */
    private static final int MOST_ROWS = 1_024;

    private final Manifest manifest;

    InferenceRequest(Manifest manifest) {
        this.manifest = manifest;
    }

    static boolean is(JsonNode root) {
        return root.path("inputs").isArray() || root.path("instances").isArray();
    }

    /** One JSON array for each sequence. */
    List<JsonNode> rows(JsonNode root) throws Refusal {
        List<JsonNode> rows = new ArrayList<>();
        if (root.path("inputs").isArray()) {
            rows.addAll(tensor(input(root.path("inputs"))));
        } else {
            for (JsonNode instance : root.path("instances")) {
                rows.add(instance.isObject() ? instance.path(manifest.input()) : instance);
            }
        }
        if (rows.isEmpty() || rows.size() > MOST_ROWS) {
            throw new Refusal("the request holds %s; 1 to %,d can be read"
                    .formatted(rows.isEmpty() ? "no sequence" : "%,d sequences".formatted(rows.size()), MOST_ROWS));
        }
        return rows;
    }

    private JsonNode input(JsonNode inputs) throws Refusal {
        List<String> names = new ArrayList<>();
        for (JsonNode input : inputs) {
            if (input.path("name").asText().equals(manifest.input())) {
                return input;
            }
            names.add(input.path("name").asText());
        }
        if (inputs.size() == 1) {
            return inputs.get(0);
        }
        throw new Refusal("the request has no input '%s', which the model reads; it has %s"
                .formatted(manifest.input(), String.join(", ", names)));
    }

    /** The rows of a tensor [batch, time], or [time] for a single one; its data may be flat or nested. */
    private static List<JsonNode> tensor(JsonNode input) throws Refusal {
        JsonNode data = input.path("data");
        JsonNode shape = input.path("shape");
        if (input.path("parameters").has("binary_data_size")) {
            throw new Refusal("the input's data is binary, and not in the record: have the client send JSON data");
        }
        if (!data.isArray() || !shape.isArray() || shape.isEmpty() || shape.size() > 2) {
            throw new Refusal("the input has no 'data', or no 'shape' [batch, time]");
        }
        long batch = shape.size() == 1 ? 1 : shape.get(0).asLong(-1);
        long time = shape.get(shape.size() - 1).asLong(-1);
        List<JsonNode> flat = new ArrayList<>();
        flatten(data, flat);
        if (batch < 1
                || time < 0
                || time > Integer.MAX_VALUE
                || Math.multiplyHigh(batch, time) != 0
                || batch * time != flat.size()) {
            throw new Refusal("the input's shape %s does not fit its %d values".formatted(shape, flat.size()));
        }
        List<JsonNode> rows = new ArrayList<>();
        for (int row = 0; row < batch; row++) {
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            values.addAll(flat.subList((int) (row * time), (int) ((row + 1) * time)));
            rows.add(values);
        }
        return rows;
    }

    static void flatten(JsonNode data, List<JsonNode> flat) {
        for (JsonNode value : data) {
            if (value.isArray()) {
                flatten(value, flat);
            } else {
                flat.add(value);
            }
        }
    }

    /** The names of a row's symbols, without what stands around them. */
    List<String> symbols(JsonNode row) throws Refusal {
        if (!row.isArray()) {
            throw new Refusal("it is no JSON array of tokens or symbols");
        }
        List<String> symbols = new ArrayList<>();
        for (int t = 0; t < row.size(); t++) {
            String symbol = symbol(row.get(t), t);
            if (manifest.end().isPresent() && symbol.equals(manifest.end().get())) {
                break;
            }
            boolean begins = t == 0
                    && manifest.begin().isPresent()
                    && symbol.equals(manifest.begin().get());
            if (!begins) {
                symbols.add(symbol);
            }
        }
        return symbols;
    }

    private String symbol(JsonNode value, int position) throws Refusal {
        if (value.isTextual()) {
            return value.asText();
        }
        int most = manifest.symbols().size() - 1;
        boolean token = value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
        if (!token || value.intValue() > most) {
            throw new Refusal("%s at position %d is neither a token of the model (0 to %d) nor a symbol"
                    .formatted(value, position, most));
        }
        return manifest.symbols().get(value.intValue());
    }
}
