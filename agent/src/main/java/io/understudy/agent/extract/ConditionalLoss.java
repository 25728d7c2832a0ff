package io.understudy.agent.extract;

import java.util.ArrayList;
import java.util.List;

/**
 * The mean over positions of KL(model ‖ automaton) on a batch of words, and its gradient by back-propagation along the
 * words. Prefixes that words share are computed once.
 *
 * <p>A distribution does not change when the forward vector is scaled, so the vector is scaled to a largest entry of one
 * at every step, and that factor is a constant to the gradient. Weights below {@link #BEND} are bent towards zero
 * exponentially: a negative weight has a small positive probability and a gradient that leads it back.
 */
final class ConditionalLoss {
    private static final double BEND = 1e-4;
    private static final double DEEPEST = 60;

    private final Parameters parameters;
    private final int rank;
    private final int symbols;
    /** A_σ · total for each symbol, then stop: [symbols + 1][r]. */
    private final double[][] readout;

    /** A batch's gradient, and its loss in nats. */
    record Gradient(double loss, double[] values) {}

    ConditionalLoss(Parameters parameters) {
        this.parameters = parameters;
        this.rank = parameters.rank;
        this.symbols = parameters.symbols;
        this.readout = new double[symbols + 1][rank];
        for (int symbol = 0; symbol < symbols; symbol++) {
            for (int i = 0, at = parameters.transition(symbol); i < rank; i++, at += rank) {
                for (int j = 0; j < rank; j++) {
                    readout[symbol][i] += parameters.values[at + j] * parameters.total[j];
                }
            }
        }
        System.arraycopy(parameters.values, parameters.stop(), readout[symbols], 0, rank);
    }

    /**
     * @param words a batch
     * @param answers the oracle's for each word
     */
    Gradient of(List<int[]> words, List<float[][]> answers) {
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
        return new Pass(trie, targets).run();
    }

    /** One batch, forward and back. */
    private final class Pass {
        private final Trie trie;
        private final List<float[]> targets;
        private final double[][] states;
        private final double[] scales;
        private final double[][] back;
        private final double[] gradient = new double[parameters.values.length];
        private final double[][] readoutGradient = new double[symbols + 1][rank];
        private final double[] weights = new double[symbols + 1];
        private final double[] pull = new double[symbols + 1];
        private final double positions;
        private double loss;

        Pass(Trie trie, List<float[]> targets) {
            this.trie = trie;
            this.targets = targets;
            this.states = new double[trie.size()][rank];
            this.back = new double[trie.size()][rank];
            this.scales = new double[trie.size()];
            double sum = 0;
            for (int node = 0; node < trie.size(); node++) {
                sum += trie.count(node);
            }
            this.positions = sum;
        }

        Gradient run() {
            for (int node = 0; node < states.length; node++) {
                forward(node);
                compare(node);
            }
            for (int node = states.length - 1; node >= 0; node--) {
                backward(node);
            }
            collectReadout();
            return new Gradient(loss, gradient);
        }

        private void forward(int node) {
            double[] state = states[node];
            if (node == 0) {
                System.arraycopy(parameters.values, 0, state, 0, rank);
            } else {
                parameters.move(states[trie.parent(node)], trie.symbol(node), state);
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
            double[] state = states[node];
            double positive = 0;
            for (int s = 0; s <= symbols; s++) {
                double sum = 0;
                for (int i = 0; i < rank; i++) {
                    sum += state[i] * readout[s][i];
                }
                weights[s] = sum;
                positive += Math.max(0, sum);
            }
            if (!(positive > 0)) {
                return;
            }
            double mass = 0;
            for (int s = 0; s <= symbols; s++) {
                double z = weights[s] / positive;
                weights[s] = z;
                pull[s] = z > BEND ? z : BEND * Math.exp(Math.max(-DEEPEST, z / BEND - 1));
                mass += pull[s];
            }
            float[] target = targets.get(node);
            double share = trie.count(node) / positions;
            // All weights are divided by the sum of the positive ones.
            double throughSum = 0;
            for (int s = 0; s <= symbols; s++) {
                double bent = pull[s];
                boolean straight = weights[s] > BEND;
                if (target[s] > 0) {
                    loss += share * target[s] * Math.log(target[s] * mass / bent);
                }
                pull[s] = straight ? 1 / mass - target[s] / bent : (bent / mass - target[s]) / BEND;
                throughSum += pull[s] * weights[s];
            }
            for (int s = 0; s <= symbols; s++) {
                pull[s] = (pull[s] - (weights[s] > 0 ? throughSum : 0)) * share / positive;
                for (int i = 0; i < rank; i++) {
                    back[node][i] += pull[s] * readout[s][i];
                    readoutGradient[s][i] += pull[s] * state[i];
                }
            }
        }

        private void backward(int node) {
            double[] d = back[node];
            for (int i = 0; i < rank; i++) {
                d[i] *= scales[node];
            }
            if (node == 0) {
                System.arraycopy(d, 0, gradient, 0, rank);
                return;
            }
            double[] from = states[trie.parent(node)];
            double[] before = back[trie.parent(node)];
            int at = parameters.transition(trie.symbol(node));
            for (int i = 0; i < rank; i++, at += rank) {
                double factor = from[i];
                double sum = 0;
                for (int j = 0; j < rank; j++) {
                    gradient[at + j] += factor * d[j];
                    sum += parameters.values[at + j] * d[j];
                }
                before[i] += sum;
            }
        }

        private void collectReadout() {
            for (int symbol = 0; symbol < symbols; symbol++) {
                int at = parameters.transition(symbol);
                for (int i = 0; i < rank; i++, at += rank) {
                    for (int j = 0; j < rank; j++) {
                        gradient[at + j] += readoutGradient[symbol][i] * parameters.total[j];
                    }
                }
            }
            System.arraycopy(readoutGradient[symbols], 0, gradient, parameters.stop(), rank);
        }
    }
}
