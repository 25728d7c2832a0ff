package io.understudy.streams.intake;

/** The reason why a record is refused, written for its sender. */
final class Refusal extends Exception {
    Refusal(String reason) {
        super(reason, null, false, false);
    }
}
