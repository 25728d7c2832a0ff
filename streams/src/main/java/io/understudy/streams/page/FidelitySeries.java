package io.understudy.streams.page;

import io.understudy.streams.topic.Summary.Counts;
import io.understudy.streams.topic.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Fidelity over time, a column for each quantity, a row for each window, oldest first.
 *
 * @param at when a window was summed up, milliseconds since 1970
 * @param begin of the window, event time
 * @param version of the surrogates
 * @param sequences in the window
 * @param agreement by surrogate; null where it was not in force
 * @param klNats by surrogate, a mean over positions
 * @param positions by surrogate
 */
public record FidelitySeries(
        List<Long> at,
        List<Long> begin,
        List<Long> version,
        List<Long> sequences,
        Map<String, List<Double>> agreement,
        Map<String, List<Double>> klNats,
        Map<String, List<Long>> positions) {
    private static final double DIGITS = 1e5;

    static FidelitySeries of(List<Window> windows) {
        FidelitySeries series = new FidelitySeries(
                windows.stream().map(Window::at).toList(),
                windows.stream().map(Window::begin).toList(),
                windows.stream().map(Window::version).toList(),
                windows.stream().map(Window::sequences).toList(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        Set<String> names = new TreeSet<>();
        windows.forEach(window -> names.addAll(window.surrogates().keySet()));
        for (String name : names) {
            List<Double> agreement = new ArrayList<>();
            List<Double> kl = new ArrayList<>();
            List<Long> positions = new ArrayList<>();
            for (Window window : windows) {
                Counts counts = window.surrogates().getOrDefault(name, new Counts(0, 0, 0));
                boolean any = counts.positions() > 0;
                agreement.add(any ? rounded(counts.ratio()) : null);
                kl.add(any ? rounded(counts.kl() / counts.positions()) : null);
                positions.add(counts.positions());
            }
            series.agreement.put(name, agreement);
            series.klNats.put(name, kl);
            series.positions.put(name, positions);
        }
        return series;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
