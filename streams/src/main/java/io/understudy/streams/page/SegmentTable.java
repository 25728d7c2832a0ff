package io.understudy.streams.page;

import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Fidelity in each segment of the latest traffic, the least faithful first.
 *
 * @param version of the surrogates
 * @param segments empty where none are distinguished
 */
public record SegmentTable(long version, List<Segment> segments) {
    /**
     * One segment and surrogate.
     *
     * @param share of the positions
     */
    public record Segment(
            String segment,
            String surrogate,
            long positions,
            double share,
            double decisionAgreement,
            double totalVariation) {}

    static SegmentTable of(Window latest) {
        return new SegmentTable(
                latest.version(),
                new TreeSet<>(latest.segments().keySet())
                        .stream()
                                .flatMap(surrogate -> {
                                    Map<String, FidelityCounts> segments =
                                            latest.segments().get(surrogate);
                                    double all = segments.values().stream()
                                            .mapToLong(FidelityCounts::positions)
                                            .sum();
                                    return segments.entrySet().stream()
                                            .map(one -> segment(one.getKey(), surrogate, one.getValue(), all));
                                })
                                .sorted(Comparator.comparingDouble(Segment::decisionAgreement))
                                .toList());
    }

    private static Segment segment(String name, String surrogate, FidelityCounts counts, double all) {
        return new Segment(
                name,
                surrogate,
                counts.positions(),
                counts.positions() / all,
                counts.of(Measure.DECISION_AGREEMENT),
                counts.of(Measure.TOTAL_VARIATION));
    }
}
