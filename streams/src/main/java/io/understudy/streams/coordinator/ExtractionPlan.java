package io.understudy.streams.coordinator;

import io.understudy.streams.topic.Trigger;

/**
 * Whether a distillation is needed, gathered for, or running.
 *
 * @param phase where it is
 * @param wanted what made a new distillation necessary; null if nothing did
 * @param since when gathering began, milliseconds of the system clock
 * @param notBefore when the next distillation may begin, milliseconds of the system clock
 * @param failures distillations in a row that did not help
 * @param request the distillation that is awaited; null if none is
 * @param whole whether that one has as much traffic as there is to be
 * @param needsWhole whether the next one has to have it: one that had less was no better
 * @param stopped whether none is begun because one from as much traffic as there is to be was no better, and neither
 *     traffic nor model have changed since
 */
record ExtractionPlan(
        Phase phase,
        String wanted,
        long since,
        long notBefore,
        int failures,
        String request,
        boolean whole,
        boolean needsWhole,
        boolean stopped) {

    enum Phase {
        /** Nothing is under way. */
        WATCHING,
        /** Traffic is gathered to distil from. */
        GATHERING,
        /** A distillation is under way. */
        EXTRACTING
    }

    static ExtractionPlan fresh() {
        return new ExtractionPlan(Phase.WATCHING, null, 0, 0, 0, null, false, false, false);
    }

    /** A distillation has become necessary; without a trigger, it no longer is. */
    ExtractionPlan wanting(String trigger) {
        return new ExtractionPlan(phase, trigger, since, notBefore, failures, request, whole, needsWhole, false);
    }

    /** What was wanted has come by itself. */
    ExtractionPlan idle() {
        return new ExtractionPlan(Phase.WATCHING, null, since, notBefore, failures, null, false, needsWhole, stopped);
    }

    /** Whether there is no surrogate to go on with. */
    boolean wantsFirst() {
        return Trigger.INITIAL.equals(wanted) || Trigger.MODEL_CHANGED.equals(wanted);
    }

    /** Whether no more than the attractors are to be searched again. */
    boolean attractorsOnly() {
        return Trigger.attractorsOnly(wanted);
    }

    ExtractionPlan gathering(long now) {
        return new ExtractionPlan(Phase.GATHERING, wanted, now, notBefore, failures, null, false, needsWhole, stopped);
    }

    ExtractionPlan extracting(String newRequest, boolean hasWhole) {
        return new ExtractionPlan(
                Phase.EXTRACTING, wanted, since, notBefore, failures, newRequest, hasWhole, needsWhole, stopped);
    }

    /** The awaited distillation ended as it should; nothing is wanted any more. */
    ExtractionPlan done(long newNotBefore) {
        return new ExtractionPlan(Phase.WATCHING, null, since, newNotBefore, 0, null, false, false, false);
    }

    /** The awaited distillation did not help; the next one is to be tried. */
    ExtractionPlan failed(long newNotBefore, boolean nextNeedsWhole) {
        return new ExtractionPlan(
                Phase.WATCHING, wanted, since, newNotBefore, failures + 1, null, false, nextNeedsWhole, stopped);
    }

    /** The awaited distillation did not help, and another one would not either. */
    ExtractionPlan stopping(long newNotBefore) {
        return new ExtractionPlan(Phase.WATCHING, null, since, newNotBefore, 0, null, false, false, true);
    }

    /** Other surrogates are in force: what was no use with the last ones may be with these. */
    ExtractionPlan resumed() {
        return new ExtractionPlan(phase, wanted, since, notBefore, failures, request, whole, needsWhole, false);
    }
}
