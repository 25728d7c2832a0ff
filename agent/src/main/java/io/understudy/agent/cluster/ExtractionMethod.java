package io.understudy.agent.cluster;

/** How a finite automaton is extracted. */
public enum ExtractionMethod {
    /** Whatever is most faithful on held-out sequences. */
    AUTO("auto"),
    /** Clusters of hidden states as they lie (Hou & Zhou 2018). */
    K_MEANS_PLUS_PLUS("k-means++"),
    /** Clusters of hidden states with their place along the sequence in mind (Hou & Zhou 2018). */
    K_MEANS_X("k-means-x"),
    /** A classifier's automaton by queries alone (TTT: Isberner, Howar & Steffen 2014). */
    LEARN("learn");

    private final String label;

    ExtractionMethod(String label) {
        this.label = label;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return label;
    }
}
