package io.understudy.agent.fingerprint;

import io.understudy.agent.file.JsonFile;

/** A fingerprint as a JSON file. */
public final class FingerprintFormat {
    private FingerprintFormat() {}

    /** The files of the current version. */
    public static JsonFile<Fingerprint> files() {
        return new JsonFile<>(
                Fingerprint.class, "understudy-fingerprint", 1, "fingerprint", "a fingerprint", "fingerprint --out");
    }
}
