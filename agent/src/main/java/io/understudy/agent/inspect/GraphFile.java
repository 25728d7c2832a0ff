package io.understudy.agent.inspect;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.ModelFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An ONNX file with all its weights.
 *
 * @param bytes of the file as it is, or with the weights of its external data put in
 * @param wasExternal whether weights were in files beside it, as exporters put them
 */
record GraphFile(Path file, byte[] bytes, ModelProto model, boolean wasExternal) {
    private static final long MOST_BYTES = 2L << 30;

    /**
     * Reads a file and its external data, which has to lie in the same folder.
     *
     * @throws InvalidInputException if it is no ONNX model or its weights are not there
     */
    static GraphFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + " is not a file");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException(file + " is larger than 2 GiB, the most one ONNX file can hold");
            }
            byte[] bytes = Files.readAllBytes(file);
            ModelProto model = ModelFile.parse(bytes, file);
            boolean external = model.getGraph().getInitializerList().stream().anyMatch(GraphFile::isExternal);
            if (!external) {
                return new GraphFile(file, bytes, model, false);
            }
            ModelProto whole = withWeights(model, file);
            return new GraphFile(file, whole.toByteArray(), whole, true);
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isExternal(TensorProto tensor) {
        return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    private static ModelProto withWeights(ModelProto model, Path file) throws IOException {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        long total = 0;
        for (int i = 0; i < graph.getInitializerCount(); i++) {
            TensorProto tensor = graph.getInitializer(i);
            if (isExternal(tensor)) {
                byte[] weights = weights(tensor, file, MOST_BYTES - total);
                total += weights.length;
                graph.setInitializer(
                        i,
                        tensor.toBuilder()
                                .clearExternalData()
                                .clearDataLocation()
                                .setRawData(ByteString.copyFrom(weights)));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static byte[] weights(TensorProto tensor, Path file, long most) throws IOException {
        Map<String, String> entry = tensor.getExternalDataList().stream()
                .collect(Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue, (one, other) -> one));
        Path folder = file.toAbsolutePath().getParent();
        Path data = folder.resolve(entry.getOrDefault("location", "")).normalize();
        if (!data.startsWith(folder) || !Files.isRegularFile(data)) {
            throw new InvalidInputException(
                    "%s keeps the weights of '%s' in '%s', which is not beside it: copy that file too"
                            .formatted(file, tensor.getName(), entry.get("location")));
        }
        long offset = number(entry, "offset", 0);
        long length = number(entry, "length", Files.size(data) - offset);
        if (offset < 0 || length < 0 || length > most || offset + length > Files.size(data)) {
            throw new InvalidInputException("%s is too short for the weights of '%s' that %s says it holds"
                    .formatted(data, tensor.getName(), file));
        }
        byte[] weights = new byte[(int) length];
        try (RandomAccessFile opened = new RandomAccessFile(data.toFile(), "r")) {
            opened.seek(offset);
            opened.readFully(weights);
        }
        return weights;
    }

    private static long number(Map<String, String> entry, String key, long otherwise) {
        String text = entry.getOrDefault(key, Long.toString(otherwise));
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
