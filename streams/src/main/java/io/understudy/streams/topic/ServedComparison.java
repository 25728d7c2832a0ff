package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.streams.topic.Disagreement.Guess;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers of the production endpoint compared with the served file's.
 *
 * @param compared how many answers
 * @param differed those that differ by more than the tolerance
 * @param differences some of these
 */
public record ServedComparison(long compared, long differed, List<Difference> differences) {
    /** Nothing compared. */
    public static final ServedComparison NONE = new ServedComparison(0, 0, List.of());

    private static final int MOST_DIFFERENCES = 5;

    /**
     * An answer that differs.
     *
     * @param id the sequence's
     * @param at the sequence's event time, milliseconds since 1970
     * @param symbols of the sequence, the last ones where it is long
     * @param position how many symbols had been read where they differ most
     * @param served what the endpoint put first there
     * @param model what the file puts first there
     * @param difference of the probabilities, the largest; null where the endpoint named a class alone
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Difference(
            String id,
            long at,
            List<String> symbols,
            int position,
            List<Guess> served,
            List<Guess> model,
            Double difference) {}

    /** The sum of two, with the first few differences. */
    public ServedComparison plus(ServedComparison other) {
        List<Difference> all = new ArrayList<>(differences);
        all.addAll(other.differences);
        return new ServedComparison(
                compared + other.compared,
                differed + other.differed,
                List.copyOf(all.subList(0, Math.min(all.size(), MOST_DIFFERENCES))));
    }
}
