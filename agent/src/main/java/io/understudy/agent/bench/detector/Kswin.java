package io.understudy.agent.bench.detector;

import java.util.Arrays;
import java.util.Random;

/**
 * KSWIN (Raab, Heusinger & Schleif 2020): the latest 30 of a window of 100 numbers against 30 drawn from the others, by
 * the Kolmogorov–Smirnov test at α = 0.005. Of its alarms, those count where the latest are larger in the mean.
 */
public final class Kswin implements Detector {
    private static final int WINDOW = 100;
    private static final int LATEST = 30;
    private static final double ALPHA = 0.005;
    private static final double CRITICAL = Math.sqrt(-Math.log(ALPHA / 2) / LATEST);

    private final Random random;
    private final double[] window = new double[WINDOW];
    private int size;

    /** Draws with a seed. */
    public Kswin(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public boolean add(double value) {
        if (size == WINDOW) {
            System.arraycopy(window, 1, window, 0, WINDOW - 1);
            size--;
        }
        window[size++] = value;
        if (size < WINDOW) {
            return false;
        }
        double[] latest = Arrays.copyOfRange(window, WINDOW - LATEST, WINDOW);
        double[] older = random.ints(LATEST, 0, WINDOW - LATEST)
                .mapToDouble(i -> window[i])
                .toArray();
        boolean rise = Arrays.stream(latest).sum() > Arrays.stream(older).sum();
        if (distance(older, latest) <= CRITICAL) {
            return false;
        }
        System.arraycopy(window, WINDOW - LATEST, window, 0, LATEST);
        size = LATEST;
        return rise;
    }

    /** The largest distance of the two empirical distribution functions. */
    private static double distance(double[] one, double[] other) {
        Arrays.sort(one);
        Arrays.sort(other);
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < one.length && j < other.length) {
            double at = Math.min(one[i], other[j]);
            while (i < one.length && one[i] <= at) {
                i++;
            }
            while (j < other.length && other[j] <= at) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / one.length - (double) j / other.length));
        }
        return most;
    }
}
