package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Multiplies each floating-point weight of a graph by 1 + ε, ε normally distributed. Single numbers stay: they are
 * settings.
 */
final class WeightPerturbation {
    /** A smaller change would be lost in the rounding of half precision. */
    private static final double LEAST_IN_HALF = 0x1p-11;

    private WeightPerturbation() {}

    static ModelProto of(ModelProto model, double relative, long seed) {
        Random random = new Random(seed);
        GraphProto.Builder graph = model.getGraph().toBuilder();
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            graph.setInitializer(i, noisy(graph.getInitializer(i), relative, random));
        }
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOpType().equals("Constant")) {
                graph.setNode(i, noisy(graph.getNode(i), relative, random));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static NodeProto noisy(NodeProto constant, double relative, Random random) {
        NodeProto.Builder changed = constant.toBuilder();
        for (int i = 0; i < changed.getAttributeCount(); i++) {
            AttributeProto attribute = changed.getAttribute(i);
            if (attribute.hasT()) {
                changed.setAttribute(i, attribute.toBuilder().setT(noisy(attribute.getT(), relative, random)));
            }
        }
        return changed.build();
    }

    private static TensorProto noisy(TensorProto tensor, double relative, Random random) {
        long size = tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
        if (size <= 1) {
            return tensor;
        }
        DoubleUnaryOperator noise = weight -> weight * (1 + relative * random.nextGaussian());
        DoubleUnaryOperator coarse = weight -> weight * (1 + Math.max(relative, LEAST_IN_HALF) * random.nextGaussian());
        TensorProto.Builder changed = tensor.toBuilder();
        ByteBuffer raw = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE -> {
                for (int i = 0; i < tensor.getFloatDataCount(); i++) {
                    changed.setFloatData(i, (float) noise.applyAsDouble(tensor.getFloatData(i)));
                }
                for (int at = 0; at < raw.capacity(); at += Float.BYTES) {
                    raw.putFloat(at, (float) noise.applyAsDouble(raw.getFloat(at)));
                }
            }
            case TensorProto.DataType.DOUBLE_VALUE -> {
                for (int i = 0; i < tensor.getDoubleDataCount(); i++) {
                    changed.setDoubleData(i, noise.applyAsDouble(tensor.getDoubleData(i)));
                }
                for (int at = 0; at < raw.capacity(); at += Double.BYTES) {
                    raw.putDouble(at, noise.applyAsDouble(raw.getDouble(at)));
                }
            }
            case TensorProto.DataType.FLOAT16_VALUE -> {
                for (int at = 0; at < raw.capacity(); at += Short.BYTES) {
                    float weight = Fp16Conversions.fp16ToFloat(raw.getShort(at));
                    raw.putShort(at, Fp16Conversions.floatToFp16((float) coarse.applyAsDouble(weight)));
                }
            }
            default -> {
                return tensor;
            }
        }
        return tensor.getRawData().isEmpty()
                ? changed.build()
                : changed.setRawData(ByteString.copyFrom(raw.array())).build();
    }
}
