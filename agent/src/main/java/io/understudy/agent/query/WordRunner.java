package io.understudy.agent.query;

import io.understudy.agent.model.InvalidAnswerException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** Runs words through a network in batches of like length, and hands out each word's part of the outputs. */
public interface WordRunner {
    /** Receives one word's part of a batch's output: from {@code offset}, {@code stride} numbers for each position. */
    interface OutputConsumer {
        /** Takes it; different words may be handed out by different threads. */
        void accept(int word, FloatBuffer values, int offset, int stride);
    }

    /**
     * Runs words; of those without a token nothing is handed out.
     *
     * @param tokens of each word
     * @param padded whether words of unlike length may share a batch
     * @param consumers by the name of the output
     * @throws InvalidAnswerException if the network fails
     */
    void run(List<int[]> tokens, boolean padded, Map<String, OutputConsumer> consumers);

    /**
     * Hands out a batch's output.
     *
     * @param values [batch, columns], or [batch, time, columns] where there is one for each position
     * @param batch places of the words
     * @param time positions of the longest word
     */
    static void handOut(FloatBuffer values, boolean eachPosition, int[] batch, int time, OutputConsumer consumer) {
        int perWord = values.capacity() / batch.length;
        for (int row = 0; row < batch.length; row++) {
            consumer.accept(batch[row], values, row * perWord, eachPosition ? perWord / time : perWord);
        }
    }

    /** A batch's tokens one word after the other, padded on the right with zeros. */
    static long[] padded(List<int[]> tokens, int[] batch, int time) {
        long[] values = new long[batch.length * time];
        for (int row = 0; row < batch.length; row++) {
            int[] word = tokens.get(batch[row]);
            for (int t = 0; t < word.length; t++) {
                values[row * time + t] = word[t];
            }
        }
        return values;
    }
}
