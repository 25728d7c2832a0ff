package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An input or output of a graph, as it is declared.
 *
 * @param type of its elements
 * @param dimensions a number or a name each, "?" where nothing is said; null if not even the rank is declared
 */
record Port(String name, TensorProto.DataType type, List<String> dimensions) {
    static Port of(ValueInfoProto value) {
        var tensor = value.getType().getTensorType();
        TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getElemType());
        return new Port(
                value.getName(),
                type == null ? TensorProto.DataType.UNDEFINED : type,
                tensor.hasShape()
                        ? tensor.getShape().getDimList().stream()
                                .map(Port::text)
                                .toList()
                        : null);
    }

    private static String text(Dimension dimension) {
        if (dimension.hasDimValue() && dimension.getDimValue() > 0) {
            return Long.toString(dimension.getDimValue());
        }
        return dimension.hasDimParam() && !dimension.getDimParam().isEmpty() ? dimension.getDimParam() : "?";
    }

    boolean hasRank(int rank) {
        return dimensions == null || dimensions.size() == rank;
    }

    boolean isInteger() {
        return type == TensorProto.DataType.INT64 || type == TensorProto.DataType.INT32;
    }

    boolean isFloat() {
        return type == TensorProto.DataType.FLOAT;
    }

    /** A dimension's size; 0 where it is open. */
    int size(int dimension) {
        return dimensions != null && dimensions.get(dimension).matches("\\d{1,9}")
                ? Integer.parseInt(dimensions.get(dimension))
                : 0;
    }

    /** As in {@code 'tokens' int64 [batch, time]}. */
    @Override
    public String toString() {
        return "'%s' %s [%s]"
                .formatted(
                        name,
                        type.name().toLowerCase(java.util.Locale.ROOT),
                        dimensions == null
                                ? "rank unknown"
                                : dimensions.stream().collect(Collectors.joining(", ")));
    }
}
