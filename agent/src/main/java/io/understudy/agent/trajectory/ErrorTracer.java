package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.ErrorTrace;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.Progress;
import io.understudy.agent.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Traces a classifier's wrong verdicts to the attractor from which it went astray (Ceni, Ashwin & Livi 2018, section
 * 5). After every prefix the network is on its way to some attractor: the one it comes to under the neutral symbol, or,
 * without one, the nearest. Sequences with the right verdict show where each symbol usually leads from each; a wrong
 * one is compared with where its symbols should have led.
 */
public final class ErrorTracer {
    /** Steps under the neutral symbol, after which the nearest attractor is taken. */
    private static final int SETTLING = 100;
    /** Sequences with the right verdict that show the usual way. */
    private static final int MOST_RIGHT = 300;

    private static final int MOST_WRONG = 1_000;
    private static final int AT_ONCE = 32;

    private final Oracle oracle;
    private final AttractorMap map;
    private final List<String> classes;
    private final Assignment nearest;
    private final Progress progress;

    /** @param classes names of the model's classes */
    public ErrorTracer(Oracle oracle, AttractorMap map, List<String> classes, Progress progress) {
        if (oracle.task() != Task.CLASSIFIER) {
            throw new InvalidInputException("only a classifier's verdicts are right or wrong: leave out --labels");
        }
        this.oracle = oracle;
        this.map = map;
        this.classes = classes;
        this.nearest = new Assignment(map);
        this.progress = progress;
    }

    /**
     * The sequences whose verdict is wrong, the first 1,000 of them.
     *
     * @param labels the true class of each word
     * @throws InvalidInputException if a label is no class, or there is not one for each word
     */
    public List<ErrorTrace> of(List<int[]> words, List<String> labels) {
        if (labels.size() != words.size()) {
            throw new InvalidInputException(
                    "%,d labels for %,d sequences: give one a line".formatted(labels.size(), words.size()));
        }
        int[] truth = labels.stream().mapToInt(this::classOf).toArray();
        List<float[]> answers = oracle.after(words);
        int[] said = answers.stream().mapToInt(Ranking::first).toArray();
        int[] right = IntStream.range(0, said.length)
                .filter(w -> said[w] == truth[w])
                .limit(MOST_RIGHT)
                .toArray();
        int[] wrong = IntStream.range(0, said.length)
                .filter(w -> said[w] != truth[w])
                .limit(MOST_WRONG)
                .toArray();
        int[] both =
                IntStream.concat(Arrays.stream(right), Arrays.stream(wrong)).toArray();
        List<int[]> ways = ways(Arrays.stream(both).mapToObj(words::get).toList());
        int[][] usual = usual(Arrays.stream(right).mapToObj(words::get).toList(), ways);
        List<ErrorTrace> traces = new ArrayList<>();
        for (int i = 0; i < wrong.length; i++) {
            traces.add(trace(
                    wrong[i], words.get(wrong[i]), ways.get(right.length + i), usual, said[wrong[i]], truth[wrong[i]]));
        }
        return traces;
    }

    private int classOf(String label) {
        int place = classes.indexOf(label);
        if (place < 0) {
            throw new InvalidInputException("the label '%s' is none of the classes %s".formatted(label, classes));
        }
        return place;
    }

    /** For each word the attractors it is on its way to, before its first symbol and after each. */
    private List<int[]> ways(List<int[]> words) {
        List<int[]> ways = new ArrayList<>();
        for (int first = 0; first < words.size(); first += AT_ONCE) {
            List<int[]> some = words.subList(first, Math.min(words.size(), first + AT_ONCE));
            List<int[]> prefixes = new ArrayList<>();
            for (int[] word : some) {
                for (int length = 1; length <= word.length; length++) {
                    prefixes.add(Arrays.copyOf(word, length));
                }
            }
            int[] attractors = oracle.neutral().isPresent() ? settled(prefixes) : visited(some);
            int at = 0;
            for (int[] word : some) {
                int[] way = new int[word.length + 1];
                // Where it starts is no attractor that traffic comes to, whichever is the nearest.
                way[0] = map.attractors().size();
                System.arraycopy(attractors, at, way, 1, word.length);
                ways.add(way);
                at += word.length;
            }
            progress.report("tracing wrong verdicts", ways.size(), words.size());
        }
        return ways;
    }

    /** Where each prefix leads under the neutral symbol; behind the last attractor if to none, as before any input. */
    private int[] settled(List<int[]> prefixes) {
        int neutral = oracle.neutral().orElseThrow();
        List<int[]> held = prefixes.stream()
                .map(prefix -> {
                    int[] word = Arrays.copyOf(prefix, prefix.length + SETTLING);
                    Arrays.fill(word, prefix.length, word.length, neutral);
                    return word;
                })
                .toList();
        return oracle.hiddenStateAccess().orElseThrow().queryWithStates(held).hidden().stream()
                .mapToInt(states -> nearest.path(new float[][] {states[states.length - 1]})[0])
                .map(attractor ->
                        attractor == Assignment.NONE ? map.attractors().size() : attractor)
                .toArray();
    }

    /** The attractor that is nearest after each symbol of the words. */
    private int[] visited(List<int[]> words) {
        return oracle.hiddenStateAccess().orElseThrow().queryWithStates(words).hidden().stream()
                .flatMap(Arrays::stream)
                .mapToInt(nearest::nearest)
                .toArray();
    }

    /** [attractors + 1][symbols]: where right sequences go most often; where none went, where they were. */
    private int[][] usual(List<int[]> words, List<int[]> ways) {
        int attractors = map.attractors().size() + 1;
        int[][][] counts = new int[attractors][oracle.alphabet().size()][attractors];
        for (int w = 0; w < words.size(); w++) {
            int[] way = ways.get(w);
            for (int t = 0; t + 1 < way.length; t++) {
                counts[way[t]][words.get(w)[t]][way[t + 1]]++;
            }
        }
        int[][] usual = new int[attractors][oracle.alphabet().size()];
        for (int a = 0; a < attractors; a++) {
            for (int symbol = 0; symbol < usual[a].length; symbol++) {
                int most = Ranking.first(counts[a][symbol]);
                usual[a][symbol] = counts[a][symbol][most] == 0 ? a : most;
            }
        }
        return usual;
    }

    private ErrorTrace trace(int sequence, int[] word, int[] way, int[][] usual, int said, int truth) {
        int[] expected = way.clone();
        for (int t = 0; t < word.length; t++) {
            expected[t + 1] = usual[expected[t]][word[t]];
        }
        String label = classes.get(truth);
        int end = expected[word.length];
        boolean leads = end < map.attractors().size()
                && map.attractors().get(end).says().equals(label);
        int last = word.length;
        while (last > 0 && way[last] != expected[last]) {
            last--;
        }
        if (!leads || last == word.length) {
            return new ErrorTrace(sequence, classes.get(said), label, null, null, null, null, null);
        }
        return new ErrorTrace(
                sequence,
                classes.get(said),
                label,
                last,
                oracle.alphabet().symbols().get(word[last]),
                id(way[last]),
                id(way[last + 1]),
                id(expected[last + 1]));
    }

    private String id(int attractor) {
        return attractor == map.attractors().size()
                ? Assignment.NOWHERE
                : map.attractors().get(attractor).id();
    }
}
