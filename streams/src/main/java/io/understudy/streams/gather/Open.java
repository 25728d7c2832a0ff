package io.understudy.streams.gather;

import java.util.ArrayList;
import java.util.List;

/** A sequence that is not whole yet. */
final class Open {
    private final List<String> symbols = new ArrayList<>();
    private int pieces;
    private long last = Long.MIN_VALUE;

    /** Adds what one record brought. */
    void add(Piece piece) {
        symbols.addAll(piece.symbols());
        last = Math.max(last, piece.at());
        pieces++;
    }

    List<String> symbols() {
        return symbols;
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
     */
    record Piece(List<String> symbols, long at) {}
}
