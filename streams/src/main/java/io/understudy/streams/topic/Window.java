package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.agent.attractor.Occupancy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Totals of one model in one window of event time. While a window is open it is published repeatedly; the latest record
 * for a begin and a version counts.
 *
 * @param modelSha256 of the model's file
 * @param begin of the window, event time, milliseconds since 1970
 * @param at when this was summed up, milliseconds since 1970
 * @param version of the surrogates
 * @param sequences how many were scored
 * @param surrogates how near each came
 * @param attractors steps at each attractor, in the order of the map, and at none; null if they are not known
 * @param states steps at each state of what is drawn of each surrogate
 * @param disagreements the latest few
 * @param segments how near each surrogate came in each segment of the traffic; empty where none are distinguished
 * @param phrases of the rules that fired; null without rules
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Window(
        String model,
        String modelSha256,
        long begin,
        long at,
        long version,
        long sequences,
        Map<String, FidelityCounts> surrogates,
        Occupancy attractors,
        Map<String, long[]> states,
        List<Disagreement> disagreements,
        Map<String, Map<String, FidelityCounts>> segments,
        Phrases phrases) {
    private static final int MOST_DISAGREEMENTS = 8;

    /** What an older release wrote has no segments, and does not name the file. */
    public Window {
        segments = segments == null ? Map.of() : segments;
        modelSha256 = modelSha256 == null ? "" : modelSha256;
    }

    /** One without anything in it. */
    public static Window empty(ServedFile file, long begin, long version) {
        return new Window(
                file.model(), file.sha256(), begin, 0, version, 0, Map.of(), null, Map.of(), List.of(), Map.of(), null);
    }

    /**
     * With a micro-batch of the same version.
     *
     * @param names what each segment is called
     */
    public Window plus(Summary summary, UnaryOperator<String> names, long now) {
        Map<String, FidelityCounts> counts = new TreeMap<>();
        Map<String, Map<String, FidelityCounts>> bySegment = new TreeMap<>();
        summary.entries().forEach(entry -> entry.surrogates().forEach((name, more) -> {
            counts.merge(name, more, FidelityCounts::plus);
            if (entry.segment() != null) {
                bySegment
                        .computeIfAbsent(name, fresh -> new TreeMap<>())
                        .merge(names.apply(entry.segment()), more, FidelityCounts::plus);
            }
        }));
        return plus(new Window(
                model,
                modelSha256,
                begin,
                now,
                version,
                summary.entries().size(),
                counts,
                summary.visits(),
                summary.states(),
                summary.disagreements(),
                bySegment,
                summary.phrases()));
    }

    /** With another window of the same version. */
    public Window plus(Window other) {
        Map<String, FidelityCounts> counts = new TreeMap<>(surrogates);
        other.surrogates.forEach((name, more) -> counts.merge(name, more, FidelityCounts::plus));
        Map<String, long[]> steps = new TreeMap<>(states);
        other.states.forEach((name, more) -> steps.merge(name, more, Window::sum));
        Map<String, Map<String, FidelityCounts>> bySegment = new TreeMap<>();
        Stream.of(segments, other.segments)
                .forEach(some -> some.forEach((name, these) -> {
                    Map<String, FidelityCounts> sum = bySegment.computeIfAbsent(name, fresh -> new TreeMap<>());
                    these.forEach((segment, more) -> sum.merge(segment, more, FidelityCounts::plus));
                }));
        List<Disagreement> all = new ArrayList<>(disagreements);
        all.addAll(other.disagreements);
        return new Window(
                model,
                modelSha256,
                begin,
                Math.max(at, other.at),
                version,
                sequences + other.sequences,
                counts,
                other.attractors == null || attractors == null ? other.attractors : attractors.plus(other.attractors),
                steps,
                List.copyOf(all.subList(Math.max(0, all.size() - MOST_DISAGREEMENTS), all.size())),
                bySegment,
                Phrases.sum(phrases, other.phrases));
    }

    /** The totals alone, without what tells where and why. */
    public Window totals() {
        return new Window(
                model,
                modelSha256,
                begin,
                at,
                version,
                sequences,
                surrogates,
                null,
                Map.of(),
                List.of(),
                Map.of(),
                null);
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = one.clone();
        for (int i = 0; i < Math.min(sum.length, other.length); i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
