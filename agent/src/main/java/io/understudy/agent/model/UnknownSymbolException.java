package io.understudy.agent.model;

/** A sequence holds a symbol that the model's alphabet has no place for. */
public final class UnknownSymbolException extends RuntimeException {
    private static final int SHOWN = 40;

    UnknownSymbolException(String symbol, int position) {
        super("unknown symbol '%s' at position %d: it is not in the model's alphabet, which names no 'unknown' symbol"
                .formatted(symbol.length() > SHOWN ? symbol.substring(0, SHOWN) + "…" : symbol, position));
    }
}
