package io.understudy.streams.intake;

/** A refusal on its way out of a parser; what it says is for the sender. */
final class Refusal extends Exception {
    Refusal(String reason) {
        super(reason, null, false, false);
    }
}
