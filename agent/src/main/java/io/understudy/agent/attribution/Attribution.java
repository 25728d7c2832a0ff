package io.understudy.agent.attribution;

import io.understudy.agent.model.Oracle;
import java.util.List;
import java.util.Optional;

/**
 * Attributes an answer to the symbols of its word: how much each speaks for one class against another. A language
 * model's classes are the next symbols, and what is explained is its answer after the whole word.
 */
public interface Attribution {
    /** How. */
    AttributionMethod score();

    /**
     * Explains the answers after some words.
     *
     * @param words places in the alphabet; words that begin alike cost less if they follow one another
     * @return in the order of the words
     */
    List<AnswerAttribution> of(List<int[]> words);

    /** By one kind of score; empty if the model does not allow it. */
    static Optional<Attribution> of(Oracle oracle, AttributionMethod score) {
        return switch (score) {
            case BETA, GAMMA -> LstmDecomposition.of(oracle, score).map(Attribution.class::cast);
            case GRADIENT -> GradientTimesInput.of(oracle).map(Attribution.class::cast);
            case OCCLUSION -> Optional.of(new Occlusion(oracle, Integer.MAX_VALUE));
        };
    }

    /** By decomposition, where the model is an LSTM under an affine layer and a softmax; else by occlusion. */
    static Attribution best(Oracle oracle) {
        return of(oracle, AttributionMethod.BETA).orElseGet(() -> new Occlusion(oracle, Integer.MAX_VALUE));
    }
}
