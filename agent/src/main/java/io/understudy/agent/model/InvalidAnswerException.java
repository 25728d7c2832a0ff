package io.understudy.agent.model;

/** The model answered with something that is not a distribution (NaN, infinity, nothing positive), or failed. */
public final class InvalidAnswerException extends RuntimeException {
    /** With what was wrong. */
    public InvalidAnswerException(String message) {
        super(message);
    }

    /** With what was wrong and its cause. */
    public InvalidAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
