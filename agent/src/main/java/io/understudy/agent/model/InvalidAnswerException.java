package io.understudy.agent.model;

/** The model answered with something that is not a distribution (NaN, infinity, nothing positive), or failed. */
public final class InvalidAnswerException extends RuntimeException {
    InvalidAnswerException(String message) {
        super(message);
    }

    InvalidAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
