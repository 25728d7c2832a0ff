package io.understudy.agent.fingerprint;

import io.understudy.agent.automaton.FiniteAutomaton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Words that networks are queried with to distinguish them. */
final class Probes {
    /** The first few of {@link #fixed}: they take little time, and nearly always are enough. */
    static final int FEW = 15;

    private static final long SEED = 1;
    private static final int MOST_SINGLE = 6;
    private static final int[] LENGTHS = {3, 5, 8, 12, 2, 16, 4, 24};
    private static final int TRAFFIC_WORDS = 6;
    private static final int TRAFFIC_LENGTH = 10;
    private static final int BOUNDARY_WORDS = 8;
    private static final int BOUNDARY_STEPS = 56;
    private static final int MOST_SHORT = 400;
    private static final int[] REPETITIONS = {3, 6, 12, 24};
    private static final int MOST_REPEATED = 100;
    private static final int SPLICES = 60;
    private static final int SPLICE_LENGTH = 30;

    private Probes() {}

    /**
     * The empty word, single symbols, pseudo-random words; each once. The same for all networks with as many symbols; a
     * longer list begins with a shorter one.
     */
    static List<int[]> fixed(int symbols, int count) {
        List<int[]> words = new ArrayList<>();
        words.add(new int[0]);
        int singles = Math.min(symbols, MOST_SINGLE);
        for (int i = 0; i < singles; i++) {
            words.add(new int[] {i * symbols / singles});
        }
        Random random = new Random(SEED);
        // Over one symbol there are only so many words.
        for (int i = 0; words.size() < count && i < count * LENGTHS.length; i++) {
            words.add(random.ints(LENGTHS[i % LENGTHS.length], 0, symbols).toArray());
            words = new ArrayList<>(distinct(words));
        }
        return words.subList(0, Math.min(count, words.size()));
    }

    /** Beginnings of words from all over the traffic. */
    static List<int[]> ofTraffic(List<int[]> traffic) {
        return spread(traffic, TRAFFIC_WORDS).stream()
                .map(word -> Arrays.copyOf(word, Math.min(word.length, TRAFFIC_LENGTH)))
                .toList();
    }

    private static List<int[]> spread(List<int[]> words, int count) {
        List<int[]> some = new ArrayList<>();
        for (int i = 0; i < Math.min(count, words.size()); i++) {
            some.add(words.get((int) ((long) i * words.size() / Math.min(count, words.size()))));
        }
        return some;
    }

    /** Words that lead to different states of an automaton, and on by what distinguishes these. */
    static List<int[]> atBoundaries(FiniteAutomaton automaton) {
        List<int[]> words = new ArrayList<>();
        int steps = 0;
        for (int[] word : BoundaryWords.of(automaton, BOUNDARY_WORDS)) {
            steps += word.length;
            if (steps <= BOUNDARY_STEPS) {
                words.add(word);
            }
        }
        return words;
    }

    /**
     * Many words, for a network that answers most of them alike: short ones, repetitions of one symbol, the beginning
     * of one word of the traffic with the end of another.
     */
    static List<int[]> pool(int symbols, List<int[]> traffic) {
        List<int[]> words = new ArrayList<>();
        for (int a = 0; a < symbols && words.size() < MOST_SHORT; a++) {
            words.add(new int[] {a});
        }
        for (int a = 0; a < symbols; a++) {
            for (int b = 0; b < symbols && words.size() < MOST_SHORT; b++) {
                words.add(new int[] {a, b});
            }
        }
        for (int i = 0; i < Math.min(symbols * REPETITIONS.length, MOST_REPEATED); i++) {
            int[] repeated = new int[REPETITIONS[i % REPETITIONS.length]];
            Arrays.fill(repeated, i / REPETITIONS.length);
            words.add(repeated);
        }
        Random random = new Random(SEED);
        List<int[]> ends = new ArrayList<>(spread(traffic, SPLICES));
        Collections.shuffle(ends, random);
        List<int[]> beginnings = spread(traffic, SPLICES);
        for (int i = 0; i < ends.size(); i++) {
            words.add(splice(beginnings.get(i), ends.get(i), random));
        }
        return distinct(words);
    }

    private static int[] splice(int[] begin, int[] end, Random random) {
        int length = Math.min(SPLICE_LENGTH, Math.min(begin.length, end.length));
        int cut = random.nextInt(length + 1);
        int[] word = Arrays.copyOf(begin, length);
        System.arraycopy(end, cut, word, cut, length - cut);
        return word;
    }

    /** Each word once, in order. */
    static List<int[]> distinct(List<int[]> words) {
        Map<List<Integer>, int[]> distinct = new LinkedHashMap<>();
        words.forEach(word -> distinct.putIfAbsent(Arrays.stream(word).boxed().toList(), word));
        return List.copyOf(distinct.values());
    }
}
