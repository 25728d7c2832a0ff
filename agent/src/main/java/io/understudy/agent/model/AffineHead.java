package io.understudy.agent.model;

/**
 * The affine layer between the state of the highest recurrent layer and a softmax: the logit of column c after the
 * state h is weights[c] · h + bias[c].
 *
 * @param weights [columns][width]
 * @param bias [columns]; −∞ for a column that the graph does not have (the end, where a language model names none)
 */
public record AffineHead(float[][] weights, float[] bias) {}
