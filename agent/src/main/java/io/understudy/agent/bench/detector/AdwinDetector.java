package io.understudy.agent.bench.detector;

import io.understudy.agent.fidelity.Adwin;

/** {@link Adwin}, with or without a least rise. It forgets what was before a change by itself. */
public final class AdwinDetector implements Detector {
    private final Adwin adwin;
    private final double least;

    /**
     * @param delta bound on false alarms
     * @param least rises that are smaller are none; 0 has all of them
     */
    public AdwinDetector(double delta, double least) {
        this.adwin = new Adwin(delta, Adwin.State.empty());
        this.least = least;
    }

    @Override
    public boolean add(double value) {
        return adwin.add(value)
                .filter(change -> change.after() > change.before() && change.isRise(least))
                .isPresent();
    }
}
