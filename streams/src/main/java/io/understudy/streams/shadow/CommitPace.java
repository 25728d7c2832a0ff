package io.understudy.streams.shadow;

import java.time.Duration;

/**
 * When a stream thread's transaction is to end. One costs a broker about as much as hundreds of sequences do, so they
 * begin to end a linger apart: a record that comes later than that after the previous one is committed at once, where
 * there are many all that came meanwhile. Where records have waited for long anyway, Kafka Streams' own commit interval
 * is left to it. Not safe for use by several threads.
 */
final class CommitPace {
    /** How often to look whether it is due. */
    static final Duration INTERVAL = Duration.ofMillis(10);

    private static final long FRESH_MILLIS = 1_000;
    /** All that a poll brought is taken in first. */
    private static final long INTAKE_MILLIS = 5;

    /** Long ago, and yet times can be subtracted from it. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final long linger;
    private long since;
    private boolean waiting;
    private boolean fresh;
    private long last = NEVER;

    CommitPace(Duration linger) {
        this.linger = linger.toMillis();
    }

    /** A record came. */
    void came(long timestamp, long now) {
        // A clock that jumps back must not put off the commit.
        since = waiting ? Math.min(since, now) : now;
        last = Math.min(last, now);
        waiting = true;
        fresh = now - timestamp < FRESH_MILLIS;
    }

    /** Whether to commit now. */
    boolean due(long now) {
        return waiting && fresh && now - since >= Math.min(INTAKE_MILLIS, linger) && now - last >= linger;
    }

    /** All that came is about to be committed. */
    void committing(long now) {
        waiting = false;
        last = now;
    }
}
