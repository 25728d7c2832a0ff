package io.understudy.agent.bench.detector;

/** Page–Hinkley (Page 1954), with a fading mean; δ = 0.005, λ = 50, α = 0.9999, from 30 numbers on. */
public final class PageHinkley implements Detector {
    private static final double DELTA = 0.005;
    private static final double LAMBDA = 50;
    private static final double ALPHA = 0.9999;
    private static final int WARM_UP = 30;

    private long count;
    private double mean;
    private double sum;
    private double least;

    @Override
    public boolean add(double value) {
        count++;
        mean += (value - mean) / count;
        sum = ALPHA * sum + value - mean - DELTA;
        least = Math.min(least, sum);
        if (count < WARM_UP || sum - least <= LAMBDA) {
            return false;
        }
        count = 0;
        mean = 0;
        sum = 0;
        least = 0;
        return true;
    }
}
