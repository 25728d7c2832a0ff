package io.understudy.streams.doctor;

import io.understudy.agent.model.InvalidAnswerException;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.onnx.OnnxModel;
import io.understudy.streams.config.Settings;
import io.understudy.streams.serving.ModelFolders;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Whether each model can be opened and answers. */
record ModelCheck(Settings settings) {
    private static final int TRIAL_LENGTH = 8;

    void run(Consumer<Finding> findings) {
        try {
            ModelFolders.all(settings.models()).forEach(folder -> check(folder, findings));
        } catch (InvalidInputException e) {
            findings.accept(Finding.problem("model", e.getMessage()));
        }
    }

    private void check(Path folder, Consumer<Finding> findings) {
        try (OnnxModel model = OnnxModel.open(folder, settings.inference().modelThreads())) {
            int[] word = new int[Math.min(TRIAL_LENGTH, settings.inference().longest())];
            model.query(List.of(word));
            findings.accept(Finding.ok(
                    "model",
                    "%s: %s, %d symbols, sha256 %s"
                            .formatted(
                                    model.manifest().id(),
                                    model.task()
                                            .name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' '),
                                    model.alphabet().size(),
                                    model.sha256().substring(0, 12))));
            if (model.hiddenStateAccess().isEmpty()) {
                findings.accept(
                        Finding.warning(
                                "model",
                                "its recurrent state cannot be passed in and out: no attractors, and distillation needs more queries"));
            }
        } catch (InvalidInputException | InvalidAnswerException e) {
            String where = settings.models().several() ? folder.getFileName() + ": " : "";
            findings.accept(Finding.problem("model", where + e.getMessage()));
        }
    }
}
