package io.understudy.agent.fingerprint;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.understudy.agent.onnx.ModelFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Rewrites networks of SmallGraph. */
final class RewrittenGraph {
    private RewrittenGraph() {}

    /** Its hidden units in another order: another file, the same function. */
    static ModelFile permuted(ModelFile file, long seed) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(file.graph());
        GraphProto.Builder graph = model.getGraph().toBuilder();
        TensorProto recurrent = named(graph, "r");
        int width = (int) recurrent.getDims(2);
        int directions = (int) recurrent.getDims(0);
        List<List<Integer>> orders = new ArrayList<>();
        Random random = new Random(seed);
        for (int d = 0; d < directions; d++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, width).boxed().toList());
            Collections.shuffle(order, random);
            orders.add(order);
        }
        replace(graph, "w", (d, row, column) ->
                new int[] {d, row / width * width + orders.get(d).get(row % width), column});
        replace(graph, "r", (d, row, column) -> new int[] {
            d,
            row / width * width + orders.get(d).get(row % width),
            orders.get(d).get(column)
        });
        replace(graph, "out", (one, row, column) ->
                new int[] {one, row / width * width + orders.get(row / width).get(row % width), column});
        return new ModelFile(
                file.manifest(),
                file.file(),
                model.toBuilder().setGraph(graph).build().toByteArray());
    }

    /** Answers otherwise to words with a symbol, and only to those: its embedding has the other sign. */
    static ModelFile confusedBy(ModelFile file, int symbol) throws InvalidProtocolBufferException {
        ModelProto model = ModelProto.parseFrom(file.graph());
        GraphProto.Builder graph = model.getGraph().toBuilder();
        TensorProto embedding = named(graph, "embedding");
        int width = (int) embedding.getDims(1);
        ByteBuffer values =
                ByteBuffer.wrap(embedding.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = symbol * width; i < (symbol + 1) * width; i++) {
            values.putFloat(i * Float.BYTES, -values.getFloat(i * Float.BYTES));
        }
        graph.setInitializer(
                graph.getInitializerList().indexOf(embedding),
                embedding.toBuilder().setRawData(ByteString.copyFrom(values.array())));
        return new ModelFile(
                file.manifest(),
                file.file(),
                model.toBuilder().setGraph(graph).build().toByteArray());
    }

    private interface Source {
        int[] of(int first, int row, int column);
    }

    private static TensorProto named(GraphProto.Builder graph, String name) {
        return graph.getInitializerList().stream()
                .filter(tensor -> tensor.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void replace(GraphProto.Builder graph, String name, Source source) {
        TensorProto tensor = named(graph, name);
        int at = graph.getInitializerList().indexOf(tensor);
        List<Long> dims = tensor.getDimsList();
        int columns = Math.toIntExact(dims.get(dims.size() - 1));
        int rows = Math.toIntExact(dims.get(dims.size() - 2));
        ByteBuffer before = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer after = ByteBuffer.allocate(before.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < before.capacity() / Float.BYTES; i++) {
            int[] from = source.of(i / (rows * columns), i / columns % rows, i % columns);
            after.putFloat(before.getFloat(((from[0] * rows + from[1]) * columns + from[2]) * Float.BYTES));
        }
        graph.setInitializer(at, tensor.toBuilder().setRawData(ByteString.copyFrom(after.array())));
    }
}
