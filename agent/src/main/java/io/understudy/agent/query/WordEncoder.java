package io.understudy.agent.query;

import io.understudy.agent.model.Alphabet;
import io.understudy.agent.model.Manifest;
import io.understudy.agent.model.Task;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tokens that a word is fed to the graph as.
 *
 * @param begin tokens before the word: at most one
 * @param end tokens after the word: of a classifier at most one, of a language model none, for it predicts what comes
 *     next
 */
public record WordEncoder(Alphabet alphabet, int[] begin, int[] end) {
    /** As a manifest says. */
    public static WordEncoder of(Manifest manifest, Alphabet alphabet) {
        boolean classifier = manifest.task() == Task.CLASSIFIER;
        return new WordEncoder(
                alphabet,
                tokens(manifest, manifest.begin()),
                tokens(manifest, classifier ? manifest.end() : Optional.empty()));
    }

    private static int[] tokens(Manifest manifest, Optional<String> symbol) {
        return Stream.ofNullable(symbol.orElse(null))
                .mapToInt(manifest.symbols()::indexOf)
                .toArray();
    }

    /** The tokens of one word. */
    public int[] tokens(int[] word) {
        int[] tokens = new int[begin.length + word.length + end.length];
        System.arraycopy(begin, 0, tokens, 0, begin.length);
        for (int i = 0; i < word.length; i++) {
            tokens[begin.length + i] = alphabet.token(word[i]);
        }
        System.arraycopy(end, 0, tokens, begin.length + word.length, end.length);
        return tokens;
    }
}
