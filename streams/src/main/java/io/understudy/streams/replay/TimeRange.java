package io.understudy.streams.replay;

import io.understudy.agent.model.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A stretch of time.
 *
 * @param from its first moment
 * @param to the first moment after it
 */
public record TimeRange(Instant from, Instant to) {
    /** Refuses one that is empty. */
    public TimeRange {
        if (!from.isBefore(to)) {
            throw new InvalidInputException("--from %s is not before --to %s".formatted(from, to));
        }
    }

    /**
     * Reads two moments: as {@code 2026-11-26T08:00:00Z}, as {@code 2026-11-26T09:00:00+01:00}, as a duration before
     * now ({@code PT2H}), or {@code now}.
     *
     * @throws InvalidInputException if one is none of these
     */
    public static TimeRange of(String from, String to, Instant now) {
        return new TimeRange(moment("--from", from, now), moment("--to", to, now));
    }

    private static Instant moment(String option, String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        try {
            return text.startsWith("P")
                    ? now.minus(Duration.parse(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidInputException(
                    "%s is '%s'; expected a moment such as 2026-11-26T08:00:00Z, a duration before now such as PT2H, or now"
                            .formatted(option, text),
                    e);
        }
    }
}
