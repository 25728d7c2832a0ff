package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.topic.FidelityCounts;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The coordinator's state of one surrogate's fidelity.
 *
 * @param detectors the change detectors' memories
 * @param windows by their begin, milliseconds of event time; the latest few
 * @param judged begin of the last window that was compared with the limits
 * @param below measures in which that window was beyond its limit
 * @param drop a drop that a detector has reported and that has not recovered; null if there is none
 * @param segment that contributes most to what was reported last; null if none does
 * @param reference what the surrogate showed on held-out traffic when it was promoted; null while it is not known
 * @param accepted what it showed on traffic for which nothing better could be distilled; null if that has not happened
 */
record FidelityState(
        Map<Measure, Adwin.State> detectors,
        SortedMap<Long, FidelityCounts> windows,
        long judged,
        Set<Measure> below,
        Drop drop,
        String segment,
        FidelityBaseline reference,
        FidelityBaseline accepted) {
    /** Windows that are remembered: late sequences still find theirs. */
    private static final int REMEMBERED = 6;

    /**
     * A drop of fidelity, as losses.
     *
     * @param from mean loss before
     * @param to mean loss after
     */
    record Drop(Measure measure, double from, double to) {
        /** How near to the old level a loss has to come by itself to be as it was. */
        private static final double NEAR = 0.01;

        /** Whether the loss is near the old level again; after a small drop, nearer to it than to the new one. */
        boolean recovered(double now) {
            return now <= Math.min(from + NEAR, (from + to) / 2);
        }
    }

    static FidelityState fresh() {
        return new FidelityState(Map.of(), new TreeMap<>(), Long.MIN_VALUE, Set.of(), null, null, null, null);
    }

    /** What is later than all remembered windows counts in its own; what is earlier, in the earliest. */
    static void add(SortedMap<Long, FidelityCounts> windows, long begin, FidelityCounts counts) {
        boolean late = windows.size() >= REMEMBERED && begin < windows.firstKey();
        windows.merge(late ? windows.firstKey() : begin, counts, FidelityCounts::plus);
        while (windows.size() > REMEMBERED) {
            windows.remove(windows.firstKey());
        }
    }

    FidelityState withReference(FidelityBaseline known) {
        return new FidelityState(detectors, windows, judged, below, drop, segment, known, accepted);
    }

    /** Nothing better can be had: where it is now is what it is compared with, so the detectors start again. */
    FidelityState accepting(FidelityBaseline now) {
        return new FidelityState(Map.of(), windows, judged, Set.of(), null, null, reference, now);
    }

    /** What later traffic is compared with; null while it is not known. */
    FidelityBaseline level() {
        return accepted == null ? reference : accepted;
    }

    /** Whether a drop has been reported and has not recovered. */
    boolean dropped() {
        return drop != null || !below.isEmpty();
    }

    Adwin.State detector(Measure measure) {
        return detectors.getOrDefault(measure, Adwin.State.empty());
    }

    /** The two latest windows: the open one alone would jump about. */
    FidelityCounts recent() {
        return windows.keySet().stream()
                .sorted(Comparator.reverseOrder())
                .limit(2)
                .map(windows::get)
                .reduce(FidelityCounts.NONE, FidelityCounts::plus);
    }
}
