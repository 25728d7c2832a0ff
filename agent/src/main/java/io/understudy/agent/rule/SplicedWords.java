package io.understudy.agent.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Words spliced from the beginning of one and the end of another: they show phrases in new contexts. */
final class SplicedWords {
    private SplicedWords() {}

    /** So many of them, none empty; fewer if there are only empty words. */
    static List<int[]> of(List<int[]> words, int number, Random random) {
        List<int[]> splices = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int[] one = words.get(random.nextInt(words.size()));
            int[] other = words.get(random.nextInt(words.size()));
            int to = random.nextInt(one.length + 1);
            int from = random.nextInt(other.length + 1);
            int[] spliced = Arrays.copyOf(one, to + other.length - from);
            System.arraycopy(other, from, spliced, to, other.length - from);
            if (spliced.length > 0) {
                splices.add(spliced);
            }
        }
        return splices;
    }
}
