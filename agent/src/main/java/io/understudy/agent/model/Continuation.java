package io.understudy.agent.model;

import java.util.Arrays;
import java.util.List;

/**
 * Hidden-state access: continues from the state after a word by one symbol at a time. Querying many words with a common
 * prefix costs one step for each distinct prefix.
 */
public interface Continuation {
    /**
     * Words and what the model is like after them.
     *
     * @param states the recurrent state tensors, each [words · width]
     * @param answers what an oracle answers after each word, [words][columns]
     */
    record Frontier(float[][] states, float[][] answers) {
        /** How many words there are. */
        public int size() {
            return answers.length;
        }

        /** Single words side by side, at least one. */
        public static Frontier of(List<Frontier> words) {
            float[][] states = new float[words.get(0).states.length][];
            for (int s = 0; s < states.length; s++) {
                int width = words.get(0).states[s].length;
                states[s] = new float[words.size() * width];
                for (int i = 0; i < words.size(); i++) {
                    System.arraycopy(words.get(i).states[s], 0, states[s], i * width, width);
                }
            }
            return new Frontier(
                    states, words.stream().map(word -> word.answers[0]).toArray(float[][]::new));
        }

        /** All state tensors of one word, one after the other. */
        public float[] state(int word) {
            int width = 0;
            for (float[] tensor : states) {
                width += tensor.length / size();
            }
            float[] state = new float[width];
            int at = 0;
            for (float[] tensor : states) {
                int part = tensor.length / size();
                System.arraycopy(tensor, word * part, state, at, part);
                at += part;
            }
            return state;
        }
    }

    /** The empty word. */
    Frontier begin();

    /**
     * Each new word is an old one and a symbol.
     *
     * @param from the old words
     * @param parents for each new word, the place of the old one
     * @param symbols for each new word, the place of the symbol in the alphabet
     */
    Frontier step(Frontier from, int[] parents, int[] symbols);

    /**
     * The same for words whose answers are not all wanted: they are computed only by {@link #answers}. A model
     * with an end symbol takes a step more for every answer.
     */
    default Frontier moved(Frontier from, int[] parents, int[] symbols) {
        return step(from, parents, symbols);
    }

    /**
     * What an oracle answers after some of the words that {@link #moved} came to.
     *
     * @param places of the words
     * @return [places][columns]
     */
    default float[][] answers(Frontier moved, int[] places) {
        return Arrays.stream(places).mapToObj(i -> moved.answers()[i]).toArray(float[][]::new);
    }
}
