package io.understudy.agent.cluster;

import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Words similar to the traffic, which show more of the network's behaviour: the beginning of one sequence with the end
 * of another, and, for a class that few sequences have, symbols of its sequences drawn one by one.
 */
final class TrafficAugmentation {
    private final List<int[]> words;
    private final Random random;
    /** The words of each class but the most frequent one. */
    private final List<List<int[]>> rare;

    TrafficAugmentation(Oracle oracle, List<int[]> words, long seed) {
        this.words = words;
        this.random = new Random(seed);
        List<float[][]> answers = oracle.query(words);
        TreeMap<Integer, List<int[]>> classes = new TreeMap<>();
        for (int w = 0; w < words.size(); w++) {
            classes.computeIfAbsent(Ranking.first(answers.get(w)[0]), c -> new ArrayList<>())
                    .add(words.get(w));
        }
        int most = classes.values().stream().mapToInt(List::size).max().orElse(0);
        this.rare = classes.values().stream().filter(of -> of.size() < most).toList();
    }

    /** The words themselves, and as many of either kind of variation. */
    List<int[]> with(int count) {
        return Stream.of(words, crossed(count), drawn(count))
                .flatMap(List::stream)
                .toList();
    }

    /** Beginnings and ends of different words. */
    List<int[]> crossed(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] begin = any(words);
                    int[] end = any(words);
                    return IntStream.concat(
                                    Arrays.stream(begin, 0, random.nextInt(begin.length + 1)),
                                    Arrays.stream(end, random.nextInt(end.length + 1), end.length))
                            .toArray();
                })
                .toList();
    }

    /** Symbols of the rarer classes, in words as long as theirs: as many for each of the classes. */
    List<int[]> drawn(int count) {
        List<int[]> drawn = new ArrayList<>();
        for (List<int[]> of : rare) {
            int[] symbols = of.stream().flatMapToInt(IntStream::of).toArray();
            for (int i = 0; i < count / rare.size() && symbols.length > 0; i++) {
                drawn.add(IntStream.range(0, any(of).length)
                        .map(t -> symbols[random.nextInt(symbols.length)])
                        .toArray());
            }
        }
        return drawn;
    }

    private int[] any(List<int[]> of) {
        return of.get(random.nextInt(of.size()));
    }
}
