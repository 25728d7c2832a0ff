package io.understudy.streams.intake;

import io.understudy.streams.topic.Sequence;

/** What a record turned out to be. */
public sealed interface Intake {
    /** A sequence. */
    record Accepted(Sequence sequence) implements Intake {}

    /** Something that cannot be scored, and why. */
    record Refused(String reason) implements Intake {}
}
