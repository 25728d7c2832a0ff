package io.understudy.agent.dynamics;

import java.util.Arrays;
import java.util.List;

/** Arithmetic of states. */
public final class States {
    private States() {}

    /** In double precision. */
    public static double[] of(float[] values) {
        double[] state = new double[values.length];
        for (int i = 0; i < state.length; i++) {
            state[i] = values[i];
        }
        return state;
    }

    /** Euclidean distance. */
    public static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    /** (1 − share) a + share b. */
    public static double[] between(double[] a, double[] b, double share) {
        double[] mixed = new double[a.length];
        Arrays.setAll(mixed, i -> (1 - share) * a[i] + share * b[i]);
        return mixed;
    }

    /** The mean of some states, at least one. */
    public static double[] mean(List<double[]> states) {
        double[] mean = new double[states.get(0).length];
        for (double[] state : states) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += state[i] / states.size();
            }
        }
        return mean;
    }

    /** Root mean square of the distance from the mean: the unit of distances. */
    public static double spread(List<double[]> states) {
        double[] mean = mean(states);
        return Math.sqrt(states.stream()
                .mapToDouble(state -> Math.pow(distance(state, mean), 2))
                .average()
                .orElse(0));
    }
}
