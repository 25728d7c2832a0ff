package io.understudy.agent.attractor;

import io.understudy.agent.file.JsonFile;

/** A map of attractors as a JSON file. */
public final class AttractorFormat {
    private AttractorFormat() {}

    /** The files of the current version. */
    public static JsonFile<AttractorMap> files() {
        return new JsonFile<>(
                AttractorMap.class, "understudy-attractors", 1, "map", "a map of attractors", "attractors");
    }
}
