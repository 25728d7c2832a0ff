package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.understudy.agent.fidelity.Breakdown.Dimension;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What one value of a dimension contributes to a drop of fidelity.
 *
 * @param dimension what the value is of: a segment, a symbol, a state, a class of length
 * @param value its name
 * @param explains share of the drop that comes from it: of the loss that came to be, how much is at its positions. More
 *     than 1 where others got better meanwhile
 * @param share share of the positions that it has since the drop
 * @param shareBefore and before; null where nothing was seen before
 * @param before the measure there before; null where nothing was seen
 * @param after the measure there since the drop
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contribution(
        Dimension dimension,
        String value,
        double explains,
        double share,
        Double shareBefore,
        Double before,
        double after) {
    private static final int MOST_OF_DIMENSION = 3;
    private static final double LEAST_EXPLAINED = 0.05;
    /** What explains no more than its share of the traffic explains nothing, */
    private static final double LEAST_EXCESS = 0.1;
    /** nor does what explains more by chance: standard errors of that share, among as many sequences. */
    private static final double LEAST_DEVIATIONS = 3;

    /**
     * What a drop of a measure comes from: at most three values of each dimension, those that explain most first, the
     * segments before the symbols, states and lengths.
     *
     * @param before may be empty
     * @param after not empty
     */
    public static List<Contribution> of(Breakdown before, Breakdown after, Measure measure) {
        double drop = loss(after.total(), measure) - loss(before.total(), measure);
        List<Contribution> all = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            Map<String, FidelitySlice> then = before.slices().getOrDefault(dimension, Map.of());
            after.slices().getOrDefault(dimension, Map.of()).entrySet().stream()
                    .map(entry -> one(
                            dimension,
                            entry.getKey(),
                            share(then.getOrDefault(entry.getKey(), FidelitySlice.NONE), before.total()),
                            share(entry.getValue(), after.total()),
                            drop,
                            measure))
                    .filter(one ->
                            one.explains >= Math.max(LEAST_EXPLAINED, one.share + excess(one.share, after.sequences())))
                    .sorted(Comparator.comparingDouble(one -> -one.explains))
                    .limit(MOST_OF_DIMENSION)
                    .forEach(all::add);
        }
        return all;
    }

    private static double excess(double share, long sequences) {
        double deviation = Math.sqrt(share * Math.max(0, 1 - share) / Math.max(1, sequences));
        return Math.max(LEAST_EXCESS, LEAST_DEVIATIONS * deviation);
    }

    /** A slice, and how much of all positions it is. */
    private record Share(FidelitySlice slice, double of) {}

    private static Share share(FidelitySlice slice, FidelitySlice total) {
        return new Share(slice, total.positions() == 0 ? 0 : (double) slice.positions() / total.positions());
    }

    private static Contribution one(
            Dimension dimension, String value, Share before, Share after, double drop, Measure measure) {
        double more = after.of * loss(after.slice, measure) - before.of * loss(before.slice, measure);
        boolean seen = before.slice.positions() > 0;
        return new Contribution(
                dimension,
                value,
                drop > 0 ? more / drop : 0,
                after.of,
                seen ? before.of : null,
                seen ? before.slice.of(measure) : null,
                after.slice.of(measure));
    }

    private static double loss(FidelitySlice slice, Measure measure) {
        return slice.positions() == 0 ? 0 : measure.loss(slice.of(measure));
    }
}
