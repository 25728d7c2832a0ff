package io.understudy.streams.scoring;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.understudy.agent.word.Word;
import java.util.Optional;

/**
 * What was scored lately, so that a sequence that is the same as an earlier one is not scored again: the less traffic
 * there is, the smaller are micro-batches, and the fewer of their sequences are the same.
 */
final class RecentWords {
    /** Bytes, about, on each thread for each model. */
    private static final int MOST = 8 << 20;

    private final Cache<Word, ScoredWord> words;

    RecentWords() {
        this.words = Caffeine.newBuilder()
                .maximumWeight(MOST)
                .weigher((Word word, ScoredWord scored) -> (int) Math.min(MOST + 1L, scored.bytes()))
                // One thread uses it, and another would only be in the way.
                .executor(Runnable::run)
                .build();
    }

    Optional<ScoredWord> find(Word word) {
        return Optional.ofNullable(words.getIfPresent(word));
    }

    void add(ScoredWord scored) {
        words.put(new Word(scored.word()), scored);
    }
}
