package io.understudy.streams.topic;

import java.util.Set;

/** Reasons for a distillation other than detected drift. */
public final class Trigger {
    /** There is no surrogate yet. */
    public static final String INITIAL = "initial";
    /** Somebody requested it. */
    public static final String MANUAL = "manual";
    /** Another file is served, and what was distilled is not of it. */
    public static final String MODEL_CHANGED = "model-changed";
    /** Traffic visits the attractors otherwise than when they were found. */
    public static final String ATTRACTOR_SHIFT = "attractor-shift";
    /** The network that is served has the same function, but hidden states of its own. */
    public static final String ATTRACTORS_UNKNOWN = "attractors-unknown";

    private static final Set<String> ATTRACTORS = Set.of(ATTRACTOR_SHIFT, ATTRACTORS_UNKNOWN);

    private Trigger() {}

    /** Whether no more than the attractors are to be searched again; null is no trigger. */
    public static boolean attractorsOnly(String trigger) {
        return trigger != null && ATTRACTORS.contains(trigger);
    }
}
