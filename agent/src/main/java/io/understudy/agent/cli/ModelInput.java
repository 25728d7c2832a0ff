package io.understudy.agent.cli;

import io.understudy.agent.file.SequenceFile;
import io.understudy.agent.model.Oracle;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model and the sequences that a command works on. */
final class ModelInput {
    @Parameters(index = "0", paramLabel = "MODEL_DIR", description = "Folder with model.onnx and model.json.")
    private Path model;

    @Option(
            names = "--sequences",
            required = true,
            paramLabel = "FILE",
            description = "What the model sees: a sequence a line, symbols separated by a space.")
    private Path sequences;

    /** The model's folder. */
    Path model() {
        return model;
    }

    /** The file. */
    Path sequences() {
        return sequences;
    }

    /** The sequences in a model's alphabet. */
    List<int[]> words(Oracle opened) {
        return SequenceFile.words(sequences, opened.alphabet());
    }
}
