package io.understudy.streams.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.understudy.agent.model.Manifest;
import io.understudy.streams.topic.ServedAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model server answered, as an inference logger reports it: the Open Inference Protocol's {@code {"outputs":
 * [{"name", "shape", "datatype", "data"}]}} or KServe's first protocol's {@code {"predictions": [...]}}; an answer for
 * each row of the request.
 */
final class InferenceResponse {
    private static final int MOST_DIMENSIONS = 3;

    private final Manifest manifest;
    private final ServedReader reader = new ServedReader();

    InferenceResponse(Manifest manifest) {
        this.manifest = manifest;
    }

    List<ServedAnswer> answers(JsonNode root) throws Refusal {
        List<ServedAnswer> answers = new ArrayList<>();
        for (JsonNode row : root.path("predictions").isArray() ? root.path("predictions") : rows(root)) {
            JsonNode output = row.isObject() ? row.path(manifest.output()) : row;
            answers.add(reader.output(output));
        }
        return answers;
    }

    private ArrayNode rows(JsonNode root) throws Refusal {
        JsonNode output = null;
        for (JsonNode one : root.path("outputs")) {
            if (one.path("name").asText().equals(manifest.output())
                    || root.path("outputs").size() == 1) {
                output = one;
            }
        }
        if (output == null
                || !output.path("data").isArray()
                || !output.path("shape").isArray()) {
            throw new Refusal("the response has no output '" + manifest.output() + "' with JSON data and a shape");
        }
        List<JsonNode> flat = new ArrayList<>();
        InferenceRequest.flatten(output.path("data"), flat);
        int[] shape = new int[output.path("shape").size()];
        long size = 1;
        for (int d = 0; d < shape.length; d++) {
            shape[d] = output.path("shape").get(d).asInt(-1);
            size = shape[d] < 1 || size > Integer.MAX_VALUE ? -1 : size * shape[d];
        }
        if (shape.length == 0 || shape.length > MOST_DIMENSIONS || size != flat.size()) {
            throw new Refusal("the output's shape does not fit its " + flat.size() + " values");
        }
        return nested(flat, shape, 0, 0, flat.size());
    }

    /** The values from one place to another as the dimensions from one on say. */
    private static ArrayNode nested(List<JsonNode> flat, int[] shape, int dimension, int from, int to) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        int step = (to - from) / shape[dimension];
        for (int i = from; i < to; i += step) {
            array.add(dimension == shape.length - 1 ? flat.get(i) : nested(flat, shape, dimension + 1, i, i + step));
        }
        return array;
    }
}
