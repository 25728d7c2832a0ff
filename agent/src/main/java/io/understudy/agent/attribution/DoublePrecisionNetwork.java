package io.understudy.agent.attribution;

import io.understudy.agent.cell.Cell;
import io.understudy.agent.cell.CellLayers;
import io.understudy.agent.model.AffineHead;
import io.understudy.agent.model.Oracle;
import io.understudy.agent.model.ReadableNetwork;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A network in double precision, computed from its weights and verified against the graph. */
public final class DoublePrecisionNetwork {
    private static final int[] TRIALS = {1, 2, 7, 30};
    private static final double SAME = 1e-3;

    private final CellLayers layers;
    private final ReadableNetwork network;

    private DoublePrecisionNetwork(ReadableNetwork network) {
        this.network = network;
        this.layers = CellLayers.of(network.layers());
    }

    /** Empty if the network cannot be read, or its graph does more than its layers say. */
    public static Optional<DoublePrecisionNetwork> of(Oracle oracle) {
        return oracle.network().map(DoublePrecisionNetwork::new).filter(network -> network.answersAs(oracle));
    }

    private boolean answersAs(Oracle oracle) {
        int symbols = oracle.alphabet().size();
        List<int[]> words = Arrays.stream(TRIALS)
                .mapToObj(length ->
                        IntStream.range(0, length).map(i -> i * 7 % symbols).toArray())
                .toList();
        List<float[]> answers = oracle.after(words);
        for (int w = 0; w < words.size(); w++) {
            double[] state = start();
            for (double[] x : fed(words.get(w))) {
                state = next(state, x);
            }
            double[] logits = logits(state);
            float[] answer = answers.get(w);
            double most = Arrays.stream(logits).max().orElse(0);
            double sum = Arrays.stream(logits).map(z -> Math.exp(z - most)).sum();
            for (int c = 0; c < answer.length; c++) {

                if (Math.abs(Math.exp(logits[c] - most) / sum - answer[c]) > SAME) {
                    return false;
                }
            }
        }
        return true;
    }

    /** From the bottom. */
    List<Cell> cells() {
        return layers.cells();
    }

    /** The highest layer. */
    Cell top() {
        return layers.top();
    }

    private AffineHead head() {
        return network.head();
    }

    /** How many symbols come before a word. */
    public int before() {
        return network.before().length;
    }

    /** What the lowest layer is fed along a word, {@code begin} and {@code end} included. */
    public double[][] fed(int[] word) {
        double[][] fed = new double[network.before().length + word.length + network.after().length][];
        int at = 0;
        for (float[] x : network.before()) {
            fed[at++] = doubles(x);
        }
        for (int symbol : word) {
            fed[at++] = doubles(network.layers().inputs()[symbol]);
        }
        for (float[] x : network.after()) {
            fed[at++] = doubles(x);
        }
        return fed;
    }

    private static double[] doubles(float[] values) {
        double[] copy = new double[values.length];
        Arrays.setAll(copy, i -> values[i]);
        return copy;
    }

    /** The state of all layers before the first symbol. */
    public double[] start() {
        return new double[layers.width()];
    }

    /** The state of all layers, one after the other from the bottom, after one more symbol. */
    public double[] next(double[] state, double[] input) {
        return layers.next(input, state);
    }

    /** h of the highest layer. */
    public double[] highest(double[] state) {
        Cell top = layers.top();
        int from = state.length - top.width();
        return Arrays.copyOfRange(state, from, from + top.visible());
    }

    private double[] logits(double[] state) {
        double[] h = highest(state);
        double[] logits = new double[head().bias().length];
        Arrays.setAll(logits, c -> Cell.dot(head().weights()[c], h) + head().bias()[c]);
        return logits;
    }

    /** The weights of one column less those of another. */
    public double[] between(int one, int other) {
        float[][] weights = head().weights();
        double[] difference = new double[weights[one].length];
        Arrays.setAll(difference, k -> (double) weights[one][k] - weights[other][k]);
        return difference;
    }

    /** The bias of one column less that of another. */
    public double biasBetween(int one, int other) {
        return (double) head().bias()[one] - head().bias()[other];
    }
}
