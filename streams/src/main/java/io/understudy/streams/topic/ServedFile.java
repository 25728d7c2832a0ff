package io.understudy.streams.topic;

/**
 * A file that is served under a model's id.
 *
 * @param model the id
 * @param sha256 of the file; empty where an older release did not say
 */
public record ServedFile(String model, String sha256) {
    private static final char SEPARATOR = '/';

    /** What an older release wrote does not name the file. */
    public ServedFile {
        sha256 = sha256 == null ? "" : sha256;
    }

    /** As a key of a topic or a store; ids hold no slash. */
    public String key() {
        return model + SEPARATOR + sha256;
    }

    /** From a key; an older release's keys are ids alone. */
    public static ServedFile of(String key) {
        int end = key.indexOf(SEPARATOR);
        return end < 0 ? new ServedFile(key, "") : new ServedFile(key.substring(0, end), key.substring(end + 1));
    }
}
