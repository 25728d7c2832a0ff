package io.understudy.agent.cli;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.agent.remote.RemoteModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How a model is queried. */
final class OracleOption {
    @Option(
            names = "--oracle",
            paramLabel = "HOW",
            defaultValue = "state",
            description =
                    "How the model is queried: state (the default) reads and writes its recurrent state where its graph allows;"
                            + " words asks by whole words alone, as a black box; http://HOST/v2/models/NAME asks a model"
                            + " server (Open Inference Protocol), and of the folder only model.json is read.")
    private String how;

    /** An oracle that has to be closed if it is a file's. */
    record Opened(Oracle oracle) implements AutoCloseable {
        @Override
        public void close() {
            if (oracle instanceof OnnxModel model) {
                model.close();
            }
        }
    }

    /**
     * Opens the model of a folder, or the one that its manifest describes.
     *
     * @throws InvalidInputException if it cannot be opened
     */
    Opened open(Path folder) {
        if (how.equals("state")) {
            return new Opened(OnnxModel.open(folder, 0));
        }
        if (how.equals("words")) {
            return new Opened(OnnxModel.forWords(ModelFile.read(folder), 0));
        }
        if (!how.matches("https?://.+")) {
            throw new InvalidInputException(
                    "--oracle is state, words or the address of a model, such as http://localhost:8080/v2/models/NAME: "
                            + how);
        }
        try {
            return new Opened(RemoteModel.open(new URI(how), Manifest.read(folder)));
        } catch (URISyntaxException e) {
            throw new InvalidInputException("--oracle is no address: " + e.getMessage(), e);
        }
    }
}
