package io.understudy.agent.features;

/** Coordinates of recurrent states in which states with similar behaviour are close. */
public interface StateFeatures {
    /**
     * A state's place.
     *
     * @param hidden all of its recurrent state
     * @param answer what the model says in it
     */
    float[] point(float[] hidden, float[] answer);
}
