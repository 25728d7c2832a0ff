package io.understudy.agent.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups words of similar length, so that little is computed for padding. A causal network may be fed padded words
 * (what is right of a position cannot change it); others need words of one length.
 */
public final class Batches {
    private static final int MOST_WORDS = 256;
    private static final int MOST_POSITIONS = 16_384;
    private static final double MOST_STRETCH = 1.2;

    private Batches() {}

    /**
     * Plans batches.
     *
     * @param lengths the length of each word as it is fed
     * @param padded whether words of different length may share a batch
     * @return places of words, batch by batch, each in order of length
     */
    public static List<int[]> plan(int[] lengths, boolean padded) {
        int[] byLength = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparingInt(i -> lengths[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        List<int[]> batches = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= byLength.length; to++) {
            if (to == byLength.length || !fits(lengths[byLength[from]], lengths[byLength[to]], to - from + 1, padded)) {
                batches.add(Arrays.copyOfRange(byLength, from, to));
                from = to;
            }
        }
        return batches;
    }

    private static boolean fits(int shortest, int longest, int words, boolean padded) {
        boolean alike = padded ? longest <= Math.max(shortest + 2, shortest * MOST_STRETCH) : longest == shortest;
        return alike && words <= MOST_WORDS && (long) words * longest <= MOST_POSITIONS;
    }
}
