package io.understudy.agent.bench.detector;

/** A window whose mean is beyond a limit, where the one before was not. */
public final class WindowLimit implements Detector {
    private final double limit;
    private final int window;
    private double sum;
    private int count;
    private boolean beyond;

    /**
     * @param window how many numbers it holds
     */
    public WindowLimit(double limit, int window) {
        this.limit = limit;
        this.window = window;
    }

    @Override
    public boolean add(double value) {
        sum += value;
        if (++count < window) {
            return false;
        }
        boolean was = beyond;
        beyond = sum / window > limit;
        sum = 0;
        count = 0;
        return beyond && !was;
    }
}
