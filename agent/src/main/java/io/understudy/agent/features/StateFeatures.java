package io.understudy.agent.features;

/** Coordinates in which the model's states lie near each other when they mean the same. */
public interface StateFeatures {
    /**
     * A state's place.
     *
     * @param hidden all of its recurrent state
     * @param answer what the model says in it
     */
    float[] point(float[] hidden, float[] answer);
}
