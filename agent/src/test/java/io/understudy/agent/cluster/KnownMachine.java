package io.understudy.agent.cluster;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Continuation;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.OutputKind;
import io.understudy.agent.model.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A classifier that is a known automaton inside: its hidden states are points in space, one for each state of the
 * automaton, each time a little elsewhere.
 */
final class KnownMachine implements Oracle {
    private static final int WIDTH = 6;
    private static final double NOISE = 0.05;

    private final int[][] successors;
    private final int[] classes;
    private final float[][] places;
    private final boolean shown;
    private final Random random = new Random(7);
    private long queried;

    /**
     * @param shown whether its hidden states can be seen
     */
    KnownMachine(int[][] successors, int[] classes, boolean shown) {
        this.successors = successors;
        this.classes = classes;
        this.shown = shown;
        this.places = new float[classes.length][WIDTH];
        for (float[] place : places) {
            for (int d = 0; d < WIDTH; d++) {
                place[d] = (float) random.nextGaussian();
            }
        }
    }

    static KnownMachine random(int states, int symbols, int classes, long seed, boolean shown) {
        Random random = new Random(seed);
        int[][] successors = IntStream.range(0, states)
                .mapToObj(state -> random.ints(symbols, 0, states).toArray())
                .toArray(int[][]::new);
        int[] said = IntStream.range(0, states)
                .map(state -> state < classes ? state : random.nextInt(classes))
                .toArray();
        return new KnownMachine(successors, said, shown);
    }

    List<int[]> words(int many, Random words) {
        return IntStream.range(0, many)
                .mapToObj(i ->
                        words.ints(words.nextInt(15), 0, successors[0].length).toArray())
                .toList();
    }

    int classOf(int[] word) {
        return classes[IntStream.of(word).reduce(0, (state, symbol) -> successors[state][symbol])];
    }

    double[][] outputs() {
        return IntStream.of(classes)
                .mapToObj(said -> IntStream.range(0, columns())
                        .mapToDouble(c -> c == said ? 0.9 : 0.1 / (columns() - 1))
                        .toArray())
                .toArray(double[][]::new);
    }

    @Override
    public Task task() {
        return Task.CLASSIFIER;
    }

    @Override
    public Alphabet alphabet() {
        List<String> symbols = IntStream.range(0, successors[0].length)
                .mapToObj(Integer::toString)
                .toList();
        return Alphabet.of(new Manifest(
                "known",
                Task.CLASSIFIER,
                null,
                null,
                null,
                OutputKind.PROBABILITIES,
                Optional.empty(),
                List.of(),
                symbols,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    @Override
    public int columns() {
        return Arrays.stream(classes).max().orElse(0) + 1;
    }

    @Override
    public List<float[][]> query(List<int[]> words) {
        queried += words.stream().mapToLong(word -> word.length).sum();
        return words.stream().map(word -> new float[][] {answer(classOf(word))}).toList();
    }

    private float[] answer(int said) {
        float[] answer = new float[columns()];
        Arrays.fill(answer, 0.1f / (columns() - 1));
        answer[said] = 0.9f;
        return answer;
    }

    @Override
    public long symbolsQueried() {
        return queried;
    }

    @Override
    public Optional<Continuation> continuation() {
        return shown ? Optional.of(new Embedded()) : Optional.empty();
    }

    private final class Embedded implements Continuation {
        @Override
        public Frontier begin() {
            return frontier(new int[] {0});
        }

        @Override
        public Frontier step(Frontier from, int[] parents, int[] symbols) {
            return frontier(IntStream.range(0, parents.length)
                    .map(i -> successors[nearest(from.states()[0], parents[i])][symbols[i]])
                    .toArray());
        }

        private int nearest(float[] states, int word) {
            return IntStream.range(0, places.length)
                    .boxed()
                    .min((a, b) -> Double.compare(distance(states, word, a), distance(states, word, b)))
                    .orElseThrow();
        }

        private double distance(float[] states, int word, int state) {
            return IntStream.range(0, WIDTH)
                    .mapToDouble(d -> Math.pow(states[word * WIDTH + d] - places[state][d], 2))
                    .sum();
        }

        private Frontier frontier(int[] at) {
            float[] states = new float[at.length * WIDTH];
            for (int i = 0; i < states.length; i++) {
                states[i] = (float) (places[at[i / WIDTH]][i % WIDTH] + NOISE * random.nextGaussian());
            }
            return new Frontier(
                    new float[][] {states},
                    IntStream.of(at).mapToObj(state -> answer(classes[state])).toArray(float[][]::new));
        }
    }
}
