package io.understudy.agent.model;

/** The model answered with something that is not a distribution (NaN, infinity, nothing positive), or failed. */
public final class InvalidAnswerException extends RuntimeException {
    public InvalidAnswerException(String message) {
        super(message);
    }

    public InvalidAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
