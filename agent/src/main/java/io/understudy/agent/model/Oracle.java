package io.understudy.agent.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Query access to a model: all that distillation by queries may use of it. An answer is a matrix of probabilities: for
 * a language model [length + 1][alphabet + 1], row t the distribution of what follows the first t symbols, the last
 * column the end of the word; for a classifier [1][classes]. Rows sum to one: what a model gives to {@code begin} is
 * left out and the rest renormalised. A model without {@code begin} has said nothing before the first symbol: that
 * answer is uniform.
 */
public interface Oracle {
    /** What it answers. */
    Task task();

    /** The symbols it can be queried with. */
    Alphabet alphabet();

    /** Columns of an answer: alphabet + 1, or the number of classes. */
    int columns();

    /**
     * Queries words, in batches of the oracle's choosing.
     *
     * @param words places in the alphabet; may be empty words
     * @return an answer for each word, in the order of the words
     * @throws InvalidAnswerException if the model gave something that is not a distribution
     */
    List<float[][]> query(List<int[]> words);

    /** Whether one run over a word answers for all its prefixes; else each of them takes a run of its own. */
    default boolean answersPrefixes() {
        return true;
    }

    /**
     * Queries whole words, in batches of the oracle's choosing.
     *
     * @param words places in the alphabet; may be empty words
     * @return the last row of each word's answer, in the order of the words
     */
    default List<float[]> after(List<int[]> words) {
        return query(words).stream().map(answer -> answer[answer.length - 1]).toList();
    }

    /** How many symbols (with {@code begin} and {@code end}, without padding) the model has been fed so far. */
    long symbolsQueried();

    /** Continuing from a state, where the model allows it. */
    default Optional<Continuation> continuation() {
        return Optional.empty();
    }

    /**
     * The weights behind the recurrent state, where they can be read: in the order of a continuation's state tensors.
     */
    default Optional<RecurrentLayers> layers() {
        return Optional.empty();
    }

    /** The whole network from its weights, where it can be read and ends in an affine layer before a softmax. */
    default Optional<ReadableNetwork> network() {
        return Optional.empty();
    }

    /** The symbol that stands for no input, where there is one. */
    default OptionalInt neutral() {
        return OptionalInt.empty();
    }

    /** Seeing the hidden states in the same run, where they do not see the future. */
    default Optional<HiddenStateAccess> hiddenStateAccess() {
        return Optional.empty();
    }
}
