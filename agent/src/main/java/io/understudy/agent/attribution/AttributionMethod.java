package io.understudy.agent.attribution;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the contribution of a symbol to an answer is computed. */
public enum AttributionMethod {
    /** From differences of an LSTM's cell state (Murdoch & Szlam 2017, first score). */
    BETA("beta"),
    /** The same with what later forget gates take away (second score). */
    GAMMA("gamma"),
    /** Derivative of the log ratio by what a symbol feeds the network, times what it feeds. */
    GRADIENT("gradient"),
    /** What the log ratio loses when the symbol is left out: by queries alone. */
    OCCLUSION("occlusion");

    private final String label;

    AttributionMethod(String label) {
        this.label = label;
    }

    /** Whether it is one of the paper's two. */
    public boolean isThePapers() {
        return this == BETA || this == GAMMA;
    }

    @Override
    @JsonValue
    public String toString() {
        return label;
    }
}
