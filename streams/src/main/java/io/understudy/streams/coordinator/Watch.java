package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Adwin;
import io.understudy.streams.topic.Summary.Counts;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is remembered of one surrogate's fidelity.
 *
 * @param adwin the detector's memory
 * @param windows by their begin, milliseconds of event time; the latest few
 * @param judged begin of the last window that was held against the floor
 * @param below whether that window was below it
 * @param fallen a fall that has been told and not been made good; null if there is none
 */
record Watch(Adwin.State adwin, SortedMap<Long, Counts> windows, long judged, boolean below, Fall fallen) {
    /** Windows that are remembered: late sequences still find theirs. */
    private static final int REMEMBERED = 6;

    /** A fall of agreement. */
    record Fall(double from, double to) {
        /** How near to the old level agreement has to come by itself to be as it was. */
        private static final double NEAR = 0.01;

        /** Whether agreement is near the old level again; after a small fall, nearer to it than to the new one. */
        boolean madeGood(double now) {
            return now >= Math.max(from - NEAR, (from + to) / 2);
        }
    }

    static Watch fresh() {
        return new Watch(Adwin.State.empty(), new TreeMap<>(), Long.MIN_VALUE, false, null);
    }

    /** What is later than all remembered windows counts in its own; what is earlier, in the earliest. */
    static void add(SortedMap<Long, Counts> windows, long begin, Counts counts) {
        boolean late = windows.size() >= REMEMBERED && begin < windows.firstKey();
        windows.merge(late ? windows.firstKey() : begin, counts, Counts::plus);
        while (windows.size() > REMEMBERED) {
            windows.remove(windows.firstKey());
        }
    }

    Counts recent() {
        return recent(windows);
    }

    /** The two latest windows: the open one alone would jump about. */
    static Counts recent(SortedMap<Long, Counts> windows) {
        return windows.keySet().stream()
                .sorted(Comparator.reverseOrder())
                .limit(2)
                .map(windows::get)
                .reduce(new Counts(0, 0, 0), Counts::plus);
    }
}
