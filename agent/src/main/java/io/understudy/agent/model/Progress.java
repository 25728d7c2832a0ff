package io.understudy.agent.model;

/** Receives the progress of a long job. */
public interface Progress {
    /**
     * @param stage what is being done, in a few words
     * @param done how much of it is done
     * @param of how much there is to do
     */
    void report(String stage, long done, long of);

    /** Hears nothing. */
    static Progress none() {
        return (stage, done, of) -> {};
    }
}
