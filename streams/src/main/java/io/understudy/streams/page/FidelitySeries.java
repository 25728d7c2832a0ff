package io.understudy.streams.page;

import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * Fidelity over time, a column for each quantity, a row for each window, oldest first.
 *
 * @param at when a window was summed up, milliseconds since 1970
 * @param begin of the window, event time
 * @param version of the surrogates
 * @param sequences in the window
 * @param decisionAgreement by surrogate; null where it was not in force
 * @param totalVariation by surrogate, a mean over positions
 * @param regret by surrogate, a mean over positions
 * @param agreement by surrogate: share of positions with the same first
 * @param klNats by surrogate, a mean over positions
 * @param positions by surrogate
 */
public record FidelitySeries(
        List<Long> at,
        List<Long> begin,
        List<Long> version,
        List<Long> sequences,
        Map<String, List<Double>> decisionAgreement,
        Map<String, List<Double>> totalVariation,
        Map<String, List<Double>> regret,
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
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>());
        Set<String> names = new TreeSet<>();
        windows.forEach(window -> names.addAll(window.surrogates().keySet()));
        for (String name : names) {
            List<FidelityCounts> counts = windows.stream()
                    .map(window -> window.surrogates().getOrDefault(name, FidelityCounts.NONE))
                    .toList();
            series.decisionAgreement.put(name, column(counts, FidelityCounts::decided));
            series.totalVariation.put(name, column(counts, FidelityCounts::variation));
            series.regret.put(name, column(counts, FidelityCounts::regret));
            series.agreement.put(name, column(counts, FidelityCounts::agreed));
            series.klNats.put(name, column(counts, FidelityCounts::kl));
            series.positions.put(
                    name, counts.stream().map(FidelityCounts::positions).toList());
        }
        return series;
    }

    /** Means over positions; null where there are none. */
    private static List<Double> column(List<FidelityCounts> counts, ToDoubleFunction<FidelityCounts> sum) {
        List<Double> column = new ArrayList<>();
        counts.forEach(one -> column.add(one.positions() == 0 ? null : rounded(one.mean(sum.applyAsDouble(one)))));
        return column;
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }
}
