package io.understudy.agent.bench.detector;

/** Looks for a rise in a series of numbers. After an alarm it starts again. */
public interface Detector {
    /**
     * Takes the next number.
     *
     * @param value a loss, 0 to 1
     * @return whether a rise has become evident
     */
    boolean add(double value);
}
