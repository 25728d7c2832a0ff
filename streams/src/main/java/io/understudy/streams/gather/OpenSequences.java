package io.understudy.streams.gather;

import io.understudy.streams.config.Settings;
import io.understudy.streams.gather.OpenSequence.Piece;
import io.understudy.streams.topic.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Sequences that are being gathered, by key. One is whole when its end symbol comes, when it is as long as it may be,
 * or when the events' time has gone on for longer than the gap without it. An event that comes after that begins a new
 * one.
 */
final class OpenSequences {
    private final Settings.Events settings;
    private final Listener listener;
    private final Map<String, OpenSequence> open = new HashMap<>();
    /** The one that was added to the longest time ago comes first. */
    private final TreeSet<Last> byAge = new TreeSet<>();

    private long streamTime = Long.MIN_VALUE;

    /** Hears of a sequence that is whole. */
    interface Listener {
        /**
         * @param pieces how many records it came in
         */
        void whole(Sequence sequence, int pieces);
    }

    private record Last(long at, String key) implements Comparable<Last> {
        @Override
        public int compareTo(Last other) {
            return at == other.at ? key.compareTo(other.key) : Long.compare(at, other.at);
        }
    }

    OpenSequences(Settings.Events settings, Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /** How many pieces of a key's sequence there are. */
    int pieces(String key) {
        return open.containsKey(key) ? open.get(key).pieces() : 0;
    }

    /** Whether an event of this key and time would begin a new sequence. */
    boolean begins(String key, long at) {
        return !open.containsKey(key)
                || at - open.get(key).last() > settings.gap().toMillis();
    }

    /** Adds what was kept, without closing anything. */
    void restore(String key, Piece piece) {
        put(key, piece);
        streamTime = Math.max(streamTime, piece.at());
    }

    /**
     * Adds events.
     *
     * @param recordTime time of the record: a sender's clock that is ahead of it closes nothing before its time
     */
    void add(String key, Piece piece, long recordTime) {
        if (begins(key, piece.at())) {
            close(key);
        }
        put(key, piece);
        if (open.get(key).symbols().size() >= settings.longest()) {
            close(key);
        }
        streamTime = Math.max(streamTime, Math.min(piece.at(), recordTime));
        while (!byAge.isEmpty()
                && streamTime - byAge.first().at() > settings.gap().toMillis()) {
            close(byAge.first().key());
        }
        while (open.size() > settings.mostOpen()) {
            close(byAge.first().key());
        }
    }

    private void put(String key, Piece piece) {
        OpenSequence one = open.computeIfAbsent(key, fresh -> new OpenSequence());
        byAge.remove(new Last(one.last(), key));
        one.add(piece);
        byAge.add(new Last(one.last(), key));
    }

    /** A key's sequence is whole; nothing happens if there is none. */
    void close(String key) {
        OpenSequence done = open.remove(key);
        if (done != null) {
            byAge.remove(new Last(done.last(), key));
            listener.whole(new Sequence(key, List.copyOf(done.symbols()), done.last(), done.segment()), done.pieces());
        }
    }

    /** All are whole: nothing has come for so long that nothing will. */
    void closeAll() {
        new ArrayList<>(open.keySet()).forEach(this::close);
    }
}
