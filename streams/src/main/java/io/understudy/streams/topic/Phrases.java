package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which phrases of the rules fired.
 *
 * @param positions at which the rules answered
 * @param covered those at which a phrase applied
 * @param fired the most frequent phrases, most frequent first
 */
public record Phrases(long positions, long covered, List<Fired> fired) {
    private static final int MOST_FIRED = 50;

    /**
     * One phrase.
     *
     * @param outcome the class (the next symbol) that it speaks for
     * @param times how often it decided an answer, or spoke for it the most
     * @param misled how often that decision was not as good as the model's
     */
    public record Fired(
            String phrase, @JsonProperty("class") String outcome, long times, long misled) {
        private Fired plus(Fired other) {
            return new Fired(phrase, outcome, times + other.times, misled + other.misled);
        }

        private List<String> key() {
            return List.of(phrase, outcome);
        }
    }

    /** These and others. */
    public Phrases plus(Phrases other) {
        Map<List<String>, Fired> sum = new HashMap<>();
        Stream.of(fired, other.fired).flatMap(List::stream).forEach(one -> sum.merge(one.key(), one, Fired::plus));
        return of(positions + other.positions, covered + other.covered, new ArrayList<>(sum.values()));
    }

    /** The most frequent of those that fired. */
    public static Phrases of(long positions, long covered, List<Fired> fired) {
        return new Phrases(
                positions,
                covered,
                fired.stream()
                        .sorted(Comparator.comparingLong((Fired one) -> -one.times())
                                .thenComparing(Fired::phrase)
                                .thenComparing(Fired::outcome))
                        .limit(MOST_FIRED)
                        .toList());
    }

    /** Either, where the other is not known. */
    static Phrases sum(Phrases one, Phrases other) {
        return one == null ? other : other == null ? one : one.plus(other);
    }
}
