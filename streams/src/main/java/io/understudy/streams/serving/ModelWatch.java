package io.understudy.streams.serving;

import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.onnx.ModelFile;
import io.understudy.agent.onnx.OnnxModel;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks the model's folder periodically. What has changed, and has not changed again since the last look, is opened
 * beside the model that is served; what cannot be served is refused, and the model that is served stays.
 */
public final class ModelWatch {
    private final Path folder;
    private final int threads;
    private final Serving serving;
    private final Listener listener;
    private FolderState taken;
    private FolderState seen;

    /** Hears of what is found. */
    public interface Listener {
        /**
         * Another model lies in the folder, and is about to take over.
         *
         * @return what is to be done once it has
         */
        Runnable found(OnnxModel next);

        /** What lies in the folder cannot be served. */
        void refused(String reason);

        /** What lies in the folder is what is served. */
        void unchanged();
    }

    /** Watches the folder that the served model was opened from. */
    public ModelWatch(Path folder, int threads, Serving serving, Listener listener) {
        this.folder = folder;
        this.threads = threads;
        this.serving = serving;
        this.listener = listener;
    }

    /** Looks once. */
    public void look() {
        FolderState now = FolderState.of(folder);
        boolean whole = now.equals(seen);
        seen = now;
        if (whole && !now.equals(taken)) {
            taken = now;
            take();
        }
    }

    private void take() {
        OnnxModel next = null;
        Runnable then;
        try {
            ModelFile file = ModelFile.read(folder);
            Manifest manifest = file.manifest();
            Manifest before = serving.manifest();
            if (!manifest.id().equals(before.id())) {
                throw new InvalidInputException("model.json names the model '%s', and this process serves '%s'"
                        .formatted(manifest.id(), before.id()));
            }
            if (file.sha256().equals(serving.sha256()) && manifest.equals(before)) {
                listener.unchanged();
                return;
            }
            next = OnnxModel.open(file, threads);
            // It has to answer before it may replace one that does.
            next.query(List.of(new int[] {0}));
            then = listener.found(next);
        } catch (RuntimeException e) {
            if (next != null) {
                next.close();
            }
            listener.refused(e.getMessage());
            return;
        }
        serving.replace(next);
        then.run();
    }
}
