package io.understudy.streams.recent;

/**
 * A record that could not be scored.
 *
 * @param at its timestamp, milliseconds since 1970
 * @param topic where it came from; so are the two that follow
 * @param bytes how large its value is
 * @param value how it begins
 */
public record DeadLetter(
        long at, String topic, String partition, String offset, String reason, int bytes, String value) {}
