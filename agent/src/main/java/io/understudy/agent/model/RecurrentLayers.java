package io.understudy.agent.model;

import java.util.List;

/**
 * The weights of a graph's recurrent layers, one upon the other, as the ONNX operators RNN, GRU and LSTM have them.
 *
 * @param layers from the bottom
 * @param inputs what the lowest is fed for each symbol of the alphabet, [symbols][width]
 */
public record RecurrentLayers(List<Layer> layers, float[][] inputs) {
    /** What a cell is. */
    public enum Kind {
        /** h' = tanh(W x + R h + b). */
        RNN(1),
        /** Gates z, r, h in this order. */
        GRU(3),
        /** Gates i, o, f, c in this order. */
        LSTM(4);

        private final int gates;

        Kind(int gates) {
            this.gates = gates;
        }

        /** How many gates a cell has, the candidate state counted as one. */
        public int gates() {
            return gates;
        }
    }

    /**
     * One layer.
     *
     * @param w of the input, [gates · width][inputs]
     * @param r of the state, [gates · width][width]
     * @param wb bias beside w, [gates · width]
     * @param rb bias beside r, [gates · width]
     * @param linearBeforeReset of a GRU: the reset gate comes after R
     */
    public record Layer(
            Kind kind, int width, float[][] w, float[][] r, float[] wb, float[] rb, boolean linearBeforeReset) {}
}
