package io.understudy.streams.intake;

/** The reason why a record is refused, written for its sender. */
final class Refusal extends Exception {
    private final String model;

    Refusal(String reason) {
        this(reason, null);
    }

    /**
     * @param model that the record is for, and that is not served
     */
    Refusal(String reason, String model) {
        super(reason, null, false, false);
        this.model = model;
    }

    /** Null where it is not about that. */
    String model() {
        return model;
    }
}
