package io.understudy.streams.shadow;

import java.time.Duration;

/**
 * When a stream thread's transaction is to end. One costs a broker about as much as hundreds of sequences do: where
 * records are fresh, it ends as soon as the first of them has waited for the linger; where they have waited for longer
 * anyway, only with Kafka Streams' own commit interval. Not safe for use by several threads.
 */
final class CommitPace {
    private static final long FRESH_MILLIS = 1_000;
    private static final long NOTHING = Long.MIN_VALUE;

    private final Duration linger;
    private long since = NOTHING;
    private boolean fresh;

    CommitPace(Duration linger) {
        this.linger = linger;
    }

    /** How long a record may wait to be committed. */
    Duration linger() {
        return linger;
    }

    /** A record came. */
    void came(long timestamp, long now) {
        // A clock that jumps back must not put off the commit.
        since = since == NOTHING ? now : Math.min(since, now);
        fresh = now - timestamp < FRESH_MILLIS;
    }

    /** Whether to commit now. */
    boolean due(long now) {
        return since != NOTHING && fresh && now - since >= linger.toMillis();
    }

    /** All that came is about to be committed. */
    void committed() {
        since = NOTHING;
    }
}
