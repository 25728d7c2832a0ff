package io.understudy.streams.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.config.Settings;
import io.understudy.streams.gather.OpenSequence.Piece;
import io.understudy.streams.topic.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenSequencesTest {
    private final List<Sequence> whole = new ArrayList<>();
    private final OpenSequences gathering = new OpenSequences(
            new Settings.Events(Duration.ofMillis(100), Optional.empty(), 3, 2),
            (sequence, pieces) -> whole.add(sequence));

    private void add(String key, String symbol, long at) {
        gathering.add(key, new Piece(List.of(symbol), at, null), at);
    }

    @Test
    void aGapInTheTimeOfTheEventsEndsASequence() {
        add("k", "a", 0);
        add("k", "b", 100);
        assertThat(whole).isEmpty();
        add("k", "c", 201);
        assertThat(whole).containsExactly(new Sequence("k", List.of("a", "b"), 100, null));
    }

    @Test
    void theEventsOfOthersLetTimeGoOn() {
        add("k", "a", 0);
        add("other", "x", 90);
        add("other", "y", 101);
        assertThat(whole).containsExactly(new Sequence("k", List.of("a"), 0, null));
    }

    @Test
    void aClockThatIsAheadOfTheRecordsClosesNothingOfOthers() {
        add("k", "a", 0);
        gathering.add("other", new Piece(List.of("x"), 50_000, null), 10);
        add("k", "b", 20);
        gathering.closeAll();
        assertThat(whole).contains(new Sequence("k", List.of("a", "b"), 20, null));
    }

    @Test
    void whatIsAsLongAsItMayBeIsWhole() {
        for (int i = 0; i < 4; i++) {
            add("k", "a", i);
        }
        assertThat(whole).containsExactly(new Sequence("k", List.of("a", "a", "a"), 2, null));
        assertThat(gathering.pieces("k")).isEqualTo(1);
    }

    @Test
    void withTooManyOpenTheOneThatHasWaitedLongestEnds() {
        add("k", "a", 0);
        add("l", "a", 1);
        add("k", "b", 2);
        add("m", "a", 3);
        assertThat(whole).containsExactly(new Sequence("l", List.of("a"), 1, null));
    }
}
