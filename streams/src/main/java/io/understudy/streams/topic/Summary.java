package io.understudy.streams.topic;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.fidelity.Breakdown;
import java.util.List;
import java.util.Map;

/**
 * What the coordinator needs to know about sequences that a thread scored between two commits.
 *
 * @param modelSha256 of the model's file
 * @param version of the surrogates it was scored with; 0 if there were none
 * @param entries one for each sequence
 * @param sample some of the sequences' symbols
 * @param visits steps at each attractor, and at none; null if they are not known
 * @param states steps at each state of what is drawn of each surrogate
 * @param disagreements some of the worst
 * @param breakdowns of each surrogate's fidelity
 * @param phrases of the rules that fired; null without rules
 * @param served comparison with what was answered in production
 */
public record Summary(
        String model,
        String modelSha256,
        long version,

        @JsonSerialize(converter = EntriesJson.ToColumns.class) @JsonDeserialize(using = EntriesJson.Reader.class)
        List<Entry> entries,

        List<List<String>> sample,
        Occupancy visits,
        Map<String, long[]> states,
        List<Disagreement> disagreements,
        Map<String, Breakdown> breakdowns,
        Phrases phrases,
        ServedComparison served) {
    /** What an older release wrote has no states, disagreements and breakdowns, and does not name the file. */
    public Summary {
        states = states == null ? Map.of() : states;
        disagreements = disagreements == null ? List.of() : disagreements;
        breakdowns = breakdowns == null ? Map.of() : breakdowns;
        modelSha256 = modelSha256 == null ? "" : modelSha256;
        served = served == null ? ServedComparison.NONE : served;
    }

    /** The model's file: while a new one is rolled out, each has its own surrogates and its own history. */
    public ServedFile file() {
        return new ServedFile(model, modelSha256);
    }

    /** Share of its sequences whose symbols are in it. */
    public double sampled() {
        return entries.isEmpty() ? 0 : (double) sample.size() / entries.size();
    }

    /**
     * The window of event time that the latest of its sequences is in: a late one counts in the window that is open.
     *
     * @param length of a window, milliseconds
     * @param now where there are no sequences, milliseconds since 1970
     * @return the window's begin
     */
    public long window(long length, long now) {
        long latest = entries.stream().mapToLong(Entry::timestamp).max().orElse(now);
        return Math.floorDiv(latest, length) * length;
    }

    /**
     * One sequence.
     *
     * @param segment that it belongs to, as it came; null where none are distinguished
     * @param surrogates counts by name
     */
    public record Entry(
            long timestamp,
            String segment,

            @JsonDeserialize(contentConverter = EntriesJson.ToFull.class)
            Map<String, FidelityCounts> surrogates) {}
}
