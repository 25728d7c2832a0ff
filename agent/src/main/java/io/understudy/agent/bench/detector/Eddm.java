package io.understudy.agent.bench.detector;

/**
 * EDDM (Baena-García et al. 2006): the distance between errors has become small beside its largest, β = 0.9, from 30
 * errors on.
 */
public final class Eddm implements Detector {
    private static final int WARM_UP = 30;
    private static final double BETA = 0.9;

    private long count;
    private long lastError;
    private long errors;
    private double mean;
    private double squares;
    private double most;

    @Override
    public boolean add(double value) {
        count++;
        if (value == 0) {
            return false;
        }
        errors++;
        double distance = count - lastError;
        lastError = count;
        double before = mean;
        mean += (distance - mean) / errors;
        squares += (distance - mean) * (distance - before);
        double reach = mean + 2 * Math.sqrt(squares / errors);
        if (errors < WARM_UP || reach > most) {
            most = errors < WARM_UP ? 0 : reach;
            return false;
        }
        if (reach / most >= BETA) {
            return false;
        }
        count = 0;
        lastError = 0;
        errors = 0;
        mean = 0;
        squares = 0;
        most = 0;
        return true;
    }
}
