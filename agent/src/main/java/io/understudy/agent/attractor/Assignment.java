package io.understudy.agent.attractor;

import io.understudy.agent.kernel.Kernel;
import io.understudy.agent.kernel.Kernel.Matrix;

/** Assigns hidden states to attractors: to the nearest, unless it is further away than its radius. */
public final class Assignment {
    /** At no attractor. */
    public static final int NONE = -1;
    /** What is said instead of an attractor's id. */
    public static final String NOWHERE = "none";

    private final float[][] centres;
    /** Half of each centre's squared length: the nearest has the largest x·c − |c|²/2. */
    private final float[] halves;

    private final double[] reach;
    private final Matrix products;

    /** For the attractors of a map. */
    public Assignment(AttractorMap map) {
        this(
                map.attractors().stream().map(Attractor::centre).toArray(float[][]::new),
                map.attractors().stream().mapToDouble(Attractor::radius).toArray());
    }

    /**
     * To places given by their centres.
     *
     * @param radii further away is at none of them; 0 or less for no limit
     */
    public Assignment(float[][] centres, double[] radii) {
        this.centres = centres;
        this.reach = new double[radii.length];
        this.halves = new float[radii.length];
        int width = centres[0].length;
        double[] columns = new double[width * centres.length];
        for (int a = 0; a < centres.length; a++) {
            reach[a] = radii[a] * radii[a];
            halves[a] = squared(centres[a], new float[width]) / 2;
            for (int i = 0; i < width; i++) {
                columns[i * centres.length + a] = centres[a][i];
            }
        }
        this.products = Kernel.best().matrix(columns, width, centres.length);
    }

    /** Places of attractors in the map, or {@link #NONE}, for the states of a word. */
    public int[] path(float[][] states) {
        int[] path = new int[states.length];
        float[] scratch = new float[products.paddedWidth()];
        for (int t = 0; t < path.length; t++) {
            int nearest = nearest(states[t], scratch);
            path[t] = squared(states[t], centres[nearest]) <= reach[nearest] ? nearest : NONE;
        }
        return path;
    }

    /** The attractor whose centre is the nearest. */
    public int nearest(float[] state) {
        return nearest(state, new float[products.paddedWidth()]);
    }

    private int nearest(float[] state, float[] scratch) {
        products.times(state, 1, scratch);
        int best = 0;
        for (int a = 1; a < halves.length; a++) {
            best = scratch[a] - halves[a] > scratch[best] - halves[best] ? a : best;
        }
        return best;
    }

    /** The distance from the nearest centre. */
    public double distance(float[] state) {
        return Math.sqrt(squared(state, centres[nearest(state)]));
    }

    private static float squared(float[] a, float[] b) {
        float even = 0;
        float odd = 0;
        int i = 0;
        for (; i + 1 < a.length; i += 2) {
            even += (a[i] - b[i]) * (a[i] - b[i]);
            odd += (a[i + 1] - b[i + 1]) * (a[i + 1] - b[i + 1]);
        }
        return i < a.length ? even + odd + (a[i] - b[i]) * (a[i] - b[i]) : even + odd;
    }
}
