package io.understudy.streams.serving;

import io.understudy.agent.onnx.OnnxModel;

/**
 * An open model shared by several threads. Whoever replaces it does not wait for them: the last one to let go closes
 * it.
 */
final class ServedModel {
    private final OnnxModel model;
    private int users = 1;

    /** Its first user is the caller. */
    ServedModel(OnnxModel model) {
        this.model = model;
    }

    OnnxModel model() {
        return model;
    }

    /** Takes it into use; false if it has been closed. */
    synchronized boolean acquire() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    synchronized void release() {
        users--;
        if (users == 0) {
            model.close();
        }
    }
}
