package io.understudy.streams.coordinator;

import java.util.Map;
import java.util.TreeMap;

/**
 * All that the coordinator remembers of a model.
 *
 * @param version of the surrogates that the watches are about; 0 if there are none
 * @param watches by surrogate
 * @param phase what it is about to do
 * @param wanted what made a new distillation necessary; null if nothing did
 * @param since when gathering began, milliseconds of the system clock
 * @param notBefore when the next distillation may begin, milliseconds of the system clock
 * @param failures distillations in a row that did not help
 * @param request the distillation that is awaited; null if none is
 * @param sampledFrom number of the first sequence of recent traffic that may be distilled from
 * @param sampledTo number after the last one
 */
record ModelState(
        long version,
        Map<String, Watch> watches,
        Phase phase,
        String wanted,
        long since,
        long notBefore,
        int failures,
        String request,
        long sampledFrom,
        long sampledTo) {

    enum Phase {
        /** Nothing is under way. */
        WATCHING,
        /** Traffic is gathered to distil from. */
        GATHERING,
        /** A distillation is under way. */
        EXTRACTING
    }

    static ModelState fresh() {
        return new ModelState(0, new TreeMap<>(), Phase.WATCHING, null, 0, 0, 0, null, 0, 0);
    }

    ModelState withVersion(long newVersion) {
        return new ModelState(
                newVersion,
                new TreeMap<>(),
                phase,
                wanted,
                since,
                notBefore,
                failures,
                request,
                sampledFrom,
                sampledTo);
    }

    ModelState withWatches(Map<String, Watch> newWatches) {
        return new ModelState(
                version, newWatches, phase, wanted, since, notBefore, failures, request, sampledFrom, sampledTo);
    }

    ModelState withWanted(String trigger) {
        return new ModelState(
                version, watches, phase, trigger, since, notBefore, failures, request, sampledFrom, sampledTo);
    }

    ModelState withSample(long from, long to) {
        return new ModelState(version, watches, phase, wanted, since, notBefore, failures, request, from, to);
    }

    ModelState gathering(long now) {
        return new ModelState(
                version, watches, Phase.GATHERING, wanted, now, notBefore, failures, null, sampledFrom, sampledTo);
    }

    ModelState extracting(String newRequest) {
        return new ModelState(
                version,
                watches,
                Phase.EXTRACTING,
                wanted,
                since,
                notBefore,
                failures,
                newRequest,
                sampledFrom,
                sampledTo);
    }

    /** The awaited distillation ended; {@code failed} says whether the want remains. */
    ModelState ended(boolean failed, long newNotBefore) {
        return new ModelState(
                version,
                watches,
                Phase.WATCHING,
                failed ? wanted : null,
                since,
                newNotBefore,
                failed ? failures + 1 : 0,
                null,
                sampledFrom,
                sampledTo);
    }
}
