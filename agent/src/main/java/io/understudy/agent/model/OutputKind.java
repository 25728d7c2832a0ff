package io.understudy.agent.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the numbers of the graph's output are interpreted. */
public enum OutputKind {
    /** Already normalised. */
    @JsonProperty("probabilities")
    PROBABILITIES,
    /** To be put through a softmax. */
    @JsonProperty("logits")
    LOGITS
}
