package io.understudy.streams.serving;

import io.understudy.agent.model.Manifest;
import io.understudy.agent.onnx.OnnxModel;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The model that is currently served. A replacement takes over at once; what is under way ends with the model it began
 * with.
 */
public final class Serving implements AutoCloseable {
    private final AtomicReference<ServedModel> current;

    /** Serves a model, and closes it in the end. */
    public Serving(OnnxModel model) {
        this.current = new AtomicReference<>(new ServedModel(model));
    }

    /** The model for one piece of work; it stays open until the lease is closed. */
    public Lease lease() {
        while (true) {
            ServedModel served = current.get();
            if (served.acquire()) {
                return new Lease(served);
            }
        }
    }

    /** A model in use. */
    public static final class Lease implements AutoCloseable {
        private final ServedModel served;

        private Lease(ServedModel served) {
            this.served = served;
        }

        /** The model. */
        public OnnxModel model() {
            return served.model();
        }

        @Override
        public void close() {
            served.release();
        }
    }

    /** What {@code model.json} of the model says that is served now. */
    public Manifest manifest() {
        return current.get().model().manifest();
    }

    /** SHA-256 of the model's file. */
    public String sha256() {
        return current.get().model().sha256();
    }

    /** Serves another model from now on. */
    void replace(OnnxModel next) {
        current.getAndSet(new ServedModel(next)).release();
    }

    @Override
    public void close() {
        current.get().release();
    }
}
