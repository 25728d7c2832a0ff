package io.understudy.agent.model;

/**
 * A network that can be followed from its weights, from symbol to answer: embeddings, recurrent layers, an affine
 * layer, a softmax.
 *
 * @param layers with what the lowest is fed for each symbol
 * @param before what it is fed before a word, [symbols][width]; empty without {@code begin}
 * @param after what it is fed after a word, [symbols][width]; empty for a language model and without {@code end}
 * @param head its columns are those of an oracle's answer
 */
public record ReadableNetwork(RecurrentLayers layers, float[][] before, float[][] after, AffineHead head) {}
