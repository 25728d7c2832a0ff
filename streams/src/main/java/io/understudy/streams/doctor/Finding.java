package io.understudy.streams.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a check found, in one line.
 *
 * @param subject what was checked
 * @param text what is the case; of a problem also what to do about it
 */
public record Finding(Level level, String subject, String text) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        @JsonProperty("ok")
        OK,
        /** It runs, but somebody should know. */
        @JsonProperty("warning")
        WARNING,
        /** It does not run. */
        @JsonProperty("problem")
        PROBLEM
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    static Finding problem(String subject, String text) {
        return new Finding(
                Level.PROBLEM,
                subject,
                text.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip());
    }
}
