package io.understudy.agent.zoo;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a network's answers say of it, by those of known networks.
 *
 * @param property such as what it was trained on
 * @param value predicted
 * @param networks that it was learned from
 * @param heldOutR2 of a number: R² on networks that were held out; at most 1, below 0 where their mean says more
 * @param heldOutError of a number: the mean absolute error on them
 * @param heldOutRight of a word: the share of them for which it is right
 * @param heldOutMostFrequent of a word: the same, were the most frequent word always said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Prediction(
        String property,
        String value,
        int networks,
        Double heldOutR2,
        Double heldOutError,
        Double heldOutRight,
        Double heldOutMostFrequent) {}
