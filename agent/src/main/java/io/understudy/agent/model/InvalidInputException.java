package io.understudy.agent.model;

/** Something given from outside is wrong. The message says what, where, and what to do about it, in one line. */
public final class InvalidInputException extends RuntimeException {
    /**
     * @param message one line: what is wrong, where, what to do
     */
    public InvalidInputException(String message) {
        super(message);
    }

    /**
     * @param message one line: what is wrong, where, what to do
     * @param cause what reported it
     */
    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
