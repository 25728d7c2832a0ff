package io.understudy.streams.gather;

import java.util.ArrayList;
import java.util.List;

/** A sequence that is not complete yet. */
final class OpenSequence {
    private final List<String> symbols = new ArrayList<>();
    private int pieces;
    private String segment;
    private long last = Long.MIN_VALUE;

    /** Adds what one record brought. */
    void add(Piece piece) {
        symbols.addAll(piece.symbols());
        last = Math.max(last, piece.at());
        segment = pieces == 0 ? piece.segment() : segment;
        pieces++;
    }

    List<String> symbols() {
        return symbols;
    }

    /** Of its first record; null where none are distinguished. */
    String segment() {
        return segment;
    }

    /** How many records it came in. */
    int pieces() {
        return pieces;
    }

    /** Time of its latest event. */
    long last() {
        return last;
    }

    /**
     * What one record brought.
     *
     * @param at event time, milliseconds since 1970
     * @param segment of the traffic; null where none are distinguished
     */
    record Piece(List<String> symbols, long at, String segment) {}
}
