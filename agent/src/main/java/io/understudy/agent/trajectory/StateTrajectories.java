package io.understudy.agent.trajectory;

import io.understudy.agent.attractor.Assignment;
import io.understudy.agent.dynamics.States;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.word.Trie;
import io.understudy.agent.word.TrieStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The recurrent states along sequences, and their visible part: the hidden state of the last layer. */
final class StateTrajectories {
    private static final int TRIALS = 10;
    private static final double SAME = 1e-3;
    private static final double ROUNDING = 1e-5;

    private final Trie trie = new Trie();
    private final List<int[]> words = new ArrayList<>();
    private final List<int[]> nodes = new ArrayList<>();
    private final TrieStates states;
    private final int from;
    private final int to;

    /**
     * @param most states to keep
     */
    StateTrajectories(Oracle oracle, Continuation continuation, List<int[]> sequences, long most) {
        for (int[] word : sequences) {
            if (word.length > 0 && trie.size() + word.length <= most) {
                trie.add(word, word.length);
                words.add(word);
                int[] path = new int[word.length];
                for (int t = 0; t < path.length; t++) {
                    path[t] = trie.child(t == 0 ? 0 : path[t - 1], word[t]);
                }
                nodes.add(path);
            }
        }
        if (words.isEmpty()) {
            throw new InvalidInputException("no attractors: all sequences are empty");
        }
        this.states = new TrieStates(continuation, trie);
        List<int[]> trial = words.subList(0, Math.min(TRIALS, words.size()));
        List<float[][]> shown =
                oracle.hiddenStateAccess().orElseThrow().queryWithStates(trial).hidden();
        int width = shown.get(0)[0].length;
        int[] tensors = Arrays.stream(continuation.begin().states())
                .mapToInt(tensor -> tensor.length)
                .toArray();
        int[] begins = new int[tensors.length];
        for (int s = 1; s < begins.length; s++) {
            begins[s] = begins[s - 1] + tensors[s - 1];
        }
        this.from = IntStream.range(0, tensors.length)
                .filter(s -> tensors[s] == width && shows(begins[s], shown))
                .map(s -> begins[s])
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInputException(
                                "no attractors: the hidden output of the graph is not the state of one of its recurrent layers"));
        this.to = from + width;
    }

    private boolean shows(int begin, List<float[][]> shown) {
        for (int w = 0; w < shown.size(); w++) {
            for (int t = 0; t < shown.get(w).length; t++) {
                float[] state = states.state(nodes.get(w)[t]);
                for (int i = 0; i < shown.get(w)[t].length; i++) {
                    if (Math.abs(state[begin + i] - shown.get(w)[t][i]) > SAME) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    List<int[]> words() {
        return words;
    }

    int visibleWidth() {
        return to - from;
    }

    /** The part of a state that production sees. */
    float[] visible(double[] state) {
        float[] visible = new float[to - from];
        for (int i = 0; i < visible.length; i++) {
            visible[i] = (float) state[from + i];
        }
        return visible;
    }

    /** What production sees along a sequence, [length][width]. */
    float[][] visible(int word) {
        return IntStream.of(nodes.get(word))
                .mapToObj(node -> Arrays.copyOfRange(states.state(node), from, to))
                .toArray(float[][]::new);
    }

    /** What the model answers after t + 1 symbols of a sequence. */
    float[] answer(int word, int t) {
        return states.answer(nodes.get(word)[t]);
    }

    /** States at random. */
    List<double[]> some(int most, long seed) {
        return some(IntStream.range(1, trie.size()).toArray(), most, seed);
    }

    /** States at random after a symbol. */
    List<double[]> after(int symbol, int most, long seed) {
        return some(
                IntStream.range(1, trie.size())
                        .filter(node -> trie.symbol(node) == symbol)
                        .toArray(),
                most,
                seed);
    }

    private List<double[]> some(int[] from, int most, long seed) {
        return new Random(seed)
                .ints(0, from.length)
                .distinct()
                .limit(Math.min(most, from.length))
                .mapToObj(i -> States.of(states.state(from[i])))
                .toList();
    }

    /** The symbols that come, the most frequent first. */
    List<Integer> frequent() {
        Map<Integer, Long> counts = words.stream()
                .flatMapToInt(IntStream::of)
                .boxed()
                .collect(Collectors.groupingBy(symbol -> symbol, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many steps are nearest to each attractor. */
    long[] nearest(Assignment assignment, int attractors) {
        long[] visits = new long[attractors];
        for (int node = 1; node < trie.size(); node++) {
            visits[assignment.nearest(Arrays.copyOfRange(states.state(node), from, to))] += trie.count(node);
        }
        return visits;
    }

    /**
     * The distance within which a share of the steps is that are nearest to each attractor.
     *
     * @param least steps from which an attractor has a distance of its own; with fewer it has that of all
     */
    double[] distances(Assignment assignment, int attractors, double share, int least) {
        List<List<Double>> distances = new ArrayList<>();
        for (int a = 0; a <= attractors; a++) {
            distances.add(new ArrayList<>());
        }
        for (int node = 1; node < trie.size(); node++) {
            float[] visible = Arrays.copyOfRange(states.state(node), from, to);
            double distance = assignment.distance(visible);
            for (int visit = 0; visit < trie.count(node); visit++) {
                distances.get(assignment.nearest(visible)).add(distance);
                distances.get(attractors).add(distance);
            }
        }
        double[] radii = new double[attractors];
        for (int a = 0; a < attractors; a++) {
            List<Double> own = distances.get(distances.get(a).size() < least ? attractors : a);
            own.sort(null);
            // A prefix that often comes must not fall to the other side of its own distance by rounding.
            radii[a] = own.get((int) Math.ceil(share * own.size()) - 1) * (1 + ROUNDING);
        }
        return radii;
    }
}
