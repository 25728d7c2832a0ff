package io.understudy.agent.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The symbols that words are made of: a model's symbols without {@code begin} and {@code end}. A word is an
 * {@code int[]} of places in this alphabet; distributions have one column more, the last, for the end of the word.
 */
public final class Alphabet {
    private final List<String> symbols;
    private final Map<String, Integer> places;
    private final int[] tokens;
    private final OptionalInt unknown;

    private Alphabet(List<String> symbols, int[] tokens, OptionalInt unknown) {
        this.symbols = List.copyOf(symbols);
        this.tokens = tokens;
        this.unknown = unknown;
        this.places = new HashMap<>();
        for (int i = 0; i < symbols.size(); i++) {
            places.put(symbols.get(i), i);
        }
    }

    /** The alphabet of a model. */
    public static Alphabet of(Manifest manifest) {
        List<String> symbols = new ArrayList<>();
        int[] tokens = new int[manifest.symbols().size()];
        for (int token = 0; token < manifest.symbols().size(); token++) {
            Optional<String> symbol = Optional.of(manifest.symbols().get(token));
            if (!symbol.equals(manifest.begin()) && !symbol.equals(manifest.end())) {
                tokens[symbols.size()] = token;
                symbols.add(symbol.get());
            }
        }
        if (symbols.isEmpty()) {
            throw new InvalidInputException("the model's 'symbols' hold nothing but 'begin' and 'end'");
        }
        OptionalInt unknown = manifest.unknown()
                .filter(symbols::contains)
                .map(name -> OptionalInt.of(symbols.indexOf(name)))
                .orElse(OptionalInt.empty());
        return new Alphabet(symbols, Arrays.copyOf(tokens, symbols.size()), unknown);
    }

    /** How many symbols there are; also the column of the end in a distribution. */
    public int size() {
        return symbols.size();
    }

    /** All names, in order. */
    public List<String> symbols() {
        return symbols;
    }

    /** The model's token for the symbol at a place. */
    public int token(int place) {
        return tokens[place];
    }

    /**
     * A word from the names of its symbols.
     *
     * @throws UnknownSymbolException if a name is outside the alphabet and the model names no {@code unknown} symbol
     */
    public int[] encode(List<String> names) {
        int[] word = new int[names.size()];
        for (int i = 0; i < word.length; i++) {
            Integer place = places.get(names.get(i));
            if (place != null) {
                word[i] = place;
            } else if (unknown.isPresent()) {
                word[i] = unknown.getAsInt();
            } else {
                throw new UnknownSymbolException(names.get(i), i);
            }
        }
        return word;
    }

    /** The names of a word's symbols. */
    public List<String> decode(int[] word) {
        return Arrays.stream(word).mapToObj(symbols::get).toList();
    }
}
