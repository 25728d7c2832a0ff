package io.understudy.agent.refine;

import io.understudy.agent.kernel.Rows;
import io.understudy.agent.word.Trie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mean over positions of KL(model ‖ automaton) on a batch of words, and its gradient by back-propagation along the
 * words. Prefixes that words share are computed once.
 *
 * <p>A distribution does not change when the forward vector is scaled, so the vector is scaled to a largest entry of
 * one at every step, and that factor is a constant to the gradient. Weights below {@link #BEND} are bent towards zero
 * exponentially: a negative weight has a small positive probability and a gradient that leads it back.
 */
final class ConditionalLoss {
    private static final double BEND = 1e-4;
    private static final double DEEPEST = 60;

    /** Fixed, so that the sum of the parts does not depend on the number of processors. */
    private static final int PARTS = 4;

    private final AutomatonParameters parameters;
    private final int rank;
    private final int symbols;
    private final int columns;
    private final double[][][] transitions;
    private final double[][][] transposed;
    /** Columns A_σ · total for each symbol, then stop: [r][symbols + 1]. */
    private final double[][] readout;

    private final double[][] readoutTransposed;

    /** A batch's gradient, and its loss in nats. */
    record Gradient(double loss, double[] values) {}

    ConditionalLoss(AutomatonParameters parameters) {
        this.parameters = parameters;
        this.rank = parameters.rank;
        this.symbols = parameters.symbols;
        this.columns = symbols + 1;
        this.transitions = new double[symbols][][];
        this.transposed = new double[symbols][][];
        this.readoutTransposed = new double[columns][rank];
        for (int symbol = 0; symbol < symbols; symbol++) {
            transitions[symbol] = Rows.of(parameters.values, parameters.transition(symbol), rank, rank);
            transposed[symbol] = Rows.transposed(transitions[symbol]);
            Rows.times(parameters.total, transposed[symbol], readoutTransposed[symbol]);
        }
        System.arraycopy(parameters.values, parameters.stop(), readoutTransposed[symbols], 0, rank);
        this.readout = Rows.transposed(readoutTransposed);
    }

    /**
     * @param words a batch
     * @param answers the oracle's for each word
     */
    Gradient of(List<int[]> words, List<float[][]> answers) {
        // Words that begin alike fall into the same part and share their prefixes there.
        List<Integer> sorted = IntStream.range(0, words.size())
                .boxed()
                .sorted((a, b) -> Arrays.compare(words.get(a), words.get(b)))
                .toList();
        int size = (sorted.size() + PARTS - 1) / PARTS;
        List<Pass> parts = IntStream.iterate(0, from -> from < sorted.size(), from -> from + size)
                .parallel()
                .mapToObj(from -> sorted.subList(from, Math.min(sorted.size(), from + size)))
                .map(part -> pass(
                        part.stream().map(words::get).toList(),
                        part.stream().map(answers::get).toList()))
                .toList();
        return sum(parts);
    }

    private Pass pass(List<int[]> words, List<float[][]> answers) {
        Trie trie = new Trie();
        List<float[]> targets = new ArrayList<>();
        for (int w = 0; w < words.size(); w++) {
            int[] word = words.get(w);
            trie.add(word, word.length);
            for (int t = 0, node = 0; t <= word.length; t++) {
                if (node == targets.size()) {
                    targets.add(answers.get(w)[t]);
                }
                node = t < word.length ? trie.child(node, word[t]) : node;
            }
        }
        Pass pass = new Pass(trie, targets);
        pass.run();
        return pass;
    }

    private Gradient sum(List<Pass> parts) {
        double positions = parts.stream().mapToDouble(part -> part.positions).sum();
        double[] gradient = new double[parameters.values.length];
        double loss = 0;
        for (Pass part : parts) {
            loss += part.loss / positions;
            for (int i = 0; i < rank; i++) {
                gradient[i] += part.back[0][i] / positions;
                gradient[parameters.stop() + i] += part.readoutGradient[symbols][i] / positions;
            }
        }
        IntStream.range(0, symbols).parallel().forEach(symbol -> {
            for (int i = 0, at = parameters.transition(symbol); i < rank; i++, at += rank) {
                double throughReadout = 0;
                for (Pass part : parts) {
                    throughReadout += part.readoutGradient[symbol][i];
                    double[] row = part.gradient[symbol][i];
                    for (int j = 0; j < rank; j++) {
                        gradient[at + j] += row[j] / positions;
                    }
                }
                for (int j = 0; j < rank; j++) {
                    gradient[at + j] += throughReadout * parameters.total[j] / positions;
                }
            }
        });
        return new Gradient(loss, gradient);
    }

    /** One part of a batch, forward and back. All sums are over positions. */
    private final class Pass {
        private final Trie trie;
        private final List<float[]> targets;
        private final double[][] states;
        private final double[] scales;
        private final double[][] back;
        private final double[][] pulls;
        private final double[][][] gradient = new double[symbols][rank][rank];
        private final double[][] readoutGradient = new double[columns][rank];
        private final double positions;
        private double loss;

        Pass(Trie trie, List<float[]> targets) {
            this.trie = trie;
            this.targets = targets;
            this.states = new double[trie.size()][rank];
            this.back = new double[trie.size()][rank];
            this.pulls = new double[trie.size()][columns];
            this.scales = new double[trie.size()];
            double sum = 0;
            for (int node = 0; node < trie.size(); node++) {
                sum += trie.count(node);
            }
            this.positions = sum;
        }

        void run() {
            for (int node = 0; node < states.length; node++) {
                forward(node);
                compare(node);
            }
            for (int node = states.length - 1; node >= 0; node--) {
                backward(node);
            }
            collect();
        }

        private void forward(int node) {
            double[] state = states[node];
            if (node == 0) {
                System.arraycopy(parameters.values, 0, state, 0, rank);
            } else {
                Rows.times(states[trie.parent(node)], transitions[trie.symbol(node)], state);
            }
            double largest = 0;
            for (double value : state) {
                largest = Math.max(largest, Math.abs(value));
            }
            scales[node] = largest > 0 ? 1 / largest : 1;
            for (int i = 0; i < rank; i++) {
                state[i] *= scales[node];
            }
        }

        private void compare(int node) {
            double[] weights = new double[columns];
            double[] pull = pulls[node];
            Rows.times(states[node], readout, weights);
            double positive = 0;
            for (double weight : weights) {
                positive += Math.max(0, weight);
            }
            if (!(positive > 0)) {
                return;
            }
            double mass = 0;
            for (int s = 0; s < columns; s++) {
                double z = weights[s] / positive;
                weights[s] = z;
                pull[s] = z > BEND ? z : BEND * Math.exp(Math.max(-DEEPEST, z / BEND - 1));
                mass += pull[s];
            }
            float[] target = targets.get(node);
            double count = trie.count(node);
            // All weights are divided by the sum of the positive ones.
            double throughSum = 0;
            for (int s = 0; s < columns; s++) {
                double bent = pull[s];
                boolean straight = weights[s] > BEND;
                if (target[s] > 0) {
                    loss += count * target[s] * Math.log(target[s] * mass / bent);
                }
                pull[s] = straight ? 1 / mass - target[s] / bent : (bent / mass - target[s]) / BEND;
                throughSum += pull[s] * weights[s];
            }
            for (int s = 0; s < columns; s++) {
                pull[s] = (pull[s] - (weights[s] > 0 ? throughSum : 0)) * count / positive;
            }
            Rows.add(pull, readoutTransposed, back[node]);
        }

        private void backward(int node) {
            double[] d = back[node];
            for (int i = 0; i < rank; i++) {
                d[i] *= scales[node];
            }
            if (node > 0) {
                Rows.add(d, transposed[trie.symbol(node)], back[trie.parent(node)]);
            }
        }

        private void collect() {
            Rows.addProducts(pulls, states, readoutGradient);
            int[][] bySymbol = IntStream.range(0, symbols)
                    .mapToObj(symbol -> IntStream.range(1, states.length)
                            .filter(node -> trie.symbol(node) == symbol)
                            .toArray())
                    .toArray(int[][]::new);
            for (int symbol = 0; symbol < symbols; symbol++) {
                double[][] from = Arrays.stream(bySymbol[symbol])
                        .mapToObj(node -> states[trie.parent(node)])
                        .toArray(double[][]::new);
                double[][] to = Arrays.stream(bySymbol[symbol])
                        .mapToObj(node -> back[node])
                        .toArray(double[][]::new);
                Rows.addProducts(from, to, gradient[symbol]);
            }
        }
    }
}
