package io.understudy.agent.bench.detector;

/** DDM (Gama, Medas, Castillo & Rodrigues 2004): the rate of errors is three deviations above its least, from 30 on. */
public final class Ddm implements Detector {
    private static final int WARM_UP = 30;
    private static final double OUT_OF_CONTROL = 3;

    private long count;
    private double rate;
    private double leastRate = Double.POSITIVE_INFINITY;
    private double leastDeviation = Double.POSITIVE_INFINITY;

    @Override
    public boolean add(double value) {
        count++;
        rate += (value - rate) / count;
        double deviation = Math.sqrt(rate * (1 - rate) / count);
        if (count < WARM_UP) {
            return false;
        }
        if (rate + deviation <= leastRate + leastDeviation) {
            leastRate = rate;
            leastDeviation = deviation;
        }
        if (rate + deviation <= leastRate + OUT_OF_CONTROL * leastDeviation) {
            return false;
        }
        count = 0;
        rate = 0;
        leastRate = Double.POSITIVE_INFINITY;
        leastDeviation = Double.POSITIVE_INFINITY;
        return true;
    }
}
