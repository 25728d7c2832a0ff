package io.understudy.agent.attractor;

/** Says at which attractor a hidden state is: at the nearest, unless that is further away than its radius. */
public final class Assignment {
    /** At no attractor. */
    public static final int NONE = -1;

    private static final int BLOCK = 16;

    private final float[][] centres;
    private final double[] reach;

    /** For the attractors of a map. */
    public Assignment(AttractorMap map) {
        this(
                map.attractors().stream().map(Attractor::centre).toArray(float[][]::new),
                map.attractors().stream().mapToDouble(Attractor::radius).toArray());
    }

    Assignment(float[][] centres, double[] radii) {
        this.centres = centres;
        this.reach = new double[radii.length];
        for (int a = 0; a < radii.length; a++) {
            reach[a] = radii[a] * radii[a];
        }
    }

    /** Places of attractors in the map, or {@link #NONE}, for the states of a word. */
    public int[] path(float[][] states) {
        int[] path = new int[states.length];
        int first = 0;
        for (int t = 0; t < path.length; t++) {
            int nearest = nearest(states[t], first);
            path[t] = squared(states[t], centres[nearest], Float.MAX_VALUE) <= reach[nearest] ? nearest : NONE;
            first = nearest;
        }
        return path;
    }

    /** The attractor whose centre is the nearest. */
    int nearest(float[] state) {
        return nearest(state, 0);
    }

    /**
     * @param first what is tried first: traffic often stays where it is, and what is further away is soon given up then
     */
    private int nearest(float[] state, int first) {
        int best = first;
        float least = squared(state, centres[first], Float.MAX_VALUE);
        for (int a = 0; a < centres.length; a++) {
            float distance = squared(state, centres[a], least);
            if (distance < least) {
                least = distance;
                best = a;
            }
        }
        return best;
    }

    double distance(float[] state) {
        return Math.sqrt(squared(state, centres[nearest(state)], Float.MAX_VALUE));
    }

    private static float squared(float[] a, float[] b, float most) {
        float sum = 0;
        int i = 0;
        for (; i + BLOCK <= a.length && sum < most; i += BLOCK) {
            float part = 0;
            for (int j = i; j < i + BLOCK; j++) {
                part += (a[j] - b[j]) * (a[j] - b[j]);
            }
            sum += part;
        }
        for (; i < a.length && sum < most; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
