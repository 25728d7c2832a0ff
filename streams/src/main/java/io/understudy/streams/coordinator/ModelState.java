package io.understudy.streams.coordinator;

import java.util.Map;
import java.util.TreeMap;

/**
 * The coordinator's state of one served file.
 *
 * @param version of the surrogates that the watches are about; 0 if there are none
 * @param watches by surrogate
 * @param plan what it is about to do
 * @param sampledFrom number of the first sequence of recent traffic that may be distilled from
 * @param sampledTo number after the last one
 */
record ModelState(
        long version, Map<String, FidelityState> watches, ExtractionPlan plan, long sampledFrom, long sampledTo) {
    /**
     * Of a file that has not been seen.
     *
     * @param sampledFrom what the model sees does not depend on its file: recent traffic is there already
     */
    static ModelState fresh(long sampledFrom, long sampledTo) {
        return new ModelState(0, new TreeMap<>(), ExtractionPlan.fresh(), sampledFrom, sampledTo);
    }

    /** With a version that has the same surrogates. */
    ModelState withSameSurrogates(long newVersion) {
        return new ModelState(newVersion, watches, plan, sampledFrom, sampledTo);
    }

    ModelState withVersion(long newVersion) {
        return new ModelState(newVersion, new TreeMap<>(), plan.resumed(), sampledFrom, sampledTo);
    }

    ModelState withWatches(Map<String, FidelityState> newWatches) {
        return new ModelState(version, newWatches, plan, sampledFrom, sampledTo);
    }

    ModelState with(ExtractionPlan newPlan) {
        return new ModelState(version, watches, newPlan, sampledFrom, sampledTo);
    }

    ModelState withSample(long from, long to) {
        return new ModelState(version, watches, plan, from, to);
    }
}
