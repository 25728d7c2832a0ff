package io.understudy.agent.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a model answers: a distribution after every prefix, or the classes of a whole word. */
public enum Task {
    /** The distribution of the next symbol after every prefix of a word. */
    @JsonProperty("language-model")
    LANGUAGE_MODEL,
    /** One probability for each class, for the whole word. */
    @JsonProperty("classifier")
    CLASSIFIER
}
