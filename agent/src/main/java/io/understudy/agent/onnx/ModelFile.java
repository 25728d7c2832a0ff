package io.understudy.agent.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.understudy.agent.file.Sha256;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model's folder as it was when it was read; later changes of the files have no effect.
 *
 * @param manifest what {@code model.json} says
 * @param file the ONNX file that it names
 * @param graph the bytes of that file
 */
public record ModelFile(Manifest manifest, Path file, byte[] graph) {
    private static final long MOST_BYTES = 2L << 30;

    /**
     * Reads a folder.
     *
     * @param folder holds {@code model.json} and the graph it names
     * @throws InvalidInputException if one of the two is missing or cannot be read
     */
    public static ModelFile read(Path folder) {
        Manifest manifest = Manifest.read(folder);
        Path file = folder.resolve(manifest.onnx());
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("no ONNX file at " + file + ": model.json names it under 'onnx'");
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidInputException(file + " is larger than 2 GiB, the most one ONNX file can hold");
            }
            return new ModelFile(manifest, file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The graph with tokens as its only input: the states that the manifest names begin at zero.
     *
     * @throws InvalidInputException if the file holds no graph, or not those states
     */
    public byte[] fedTokensAlone() {
        return manifest.states().isEmpty()
                ? graph
                : InitialState.zero(parse(graph, file), manifest, file).toByteArray();
    }

    /** SHA-256 of the graph, 64 hexadecimal digits. */
    public String sha256() {
        return Sha256.of(graph);
    }

    /**
     * The same network with every weight changed a little.
     *
     * @param relative standard deviation of the change, as a share of the weight
     * @throws InvalidInputException if the file holds no graph
     */
    public ModelFile withWeightNoise(double relative, long seed) {
        return new ModelFile(
                manifest,
                file,
                WeightPerturbation.of(parse(graph, file), relative, seed).toByteArray());
    }

    /**
     * Reads a graph.
     *
     * @param file where the bytes are from, for the messages
     * @throws InvalidInputException if they are no ONNX model
     */
    public static ModelProto parse(byte[] bytes, Path file) {
        try {
            ModelProto model = ModelProto.parseFrom(bytes);
            if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
                throw new InvalidInputException(file + " is not an ONNX model: it holds no graph");
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new InvalidInputException(file + " is not an ONNX model, or was cut short: " + e.getMessage(), e);
        }
    }
}
