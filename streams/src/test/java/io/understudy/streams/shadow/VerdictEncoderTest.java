package io.understudy.streams.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.streams.shadow.ScoredSequence.Compared;
import io.understudy.streams.shadow.ScoredSequence.ScoredWord;
import io.understudy.streams.topic.Json;
import io.understudy.streams.topic.Sequence;
import io.understudy.streams.topic.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictEncoderTest {
    private static final Verdict.Findings FINDINGS = new Verdict.Findings(
            "m",
            "sha",
            3,
            2,
            -1.5,
            null,
            Map.of("wa", new Verdict.Said(2, 1, 1, 0, 0.25, 0.5, 1, 0, -1.25)),
            List.of(new Verdict.Stay("a1", 2)),
            null);

    private final Json json = new Json();

    @Test
    void sequencesThatAreTheSameShareWhatIsFoundAndKeepWhatIsTheirOwn() {
        List<ScoredWord> asked = new ArrayList<>();
        VerdictEncoder encoder = new VerdictEncoder(json, word -> {
            asked.add(word);
            return FINDINGS;
        });
        ScoredWord word = ScoredWord.of(new int[] {1}, new float[2][2], Map.of(), Optional.empty());
        assertThat(read(encoder.verdict(compared("s1", 10, "eu", word))))
                .isEqualTo(new Verdict("s1", 10, "eu", null, FINDINGS));
        assertThat(read(encoder.verdict(compared("s2", 11, null, word))))
                .isEqualTo(new Verdict("s2", 11, null, null, FINDINGS));
        assertThat(asked).hasSize(1);
    }

    private Verdict read(byte[] bytes) {
        return json.read(bytes, Verdict.class);
    }

    private static Compared compared(String id, long timestamp, String segment, ScoredWord word) {
        return new Compared(new Sequence(id, List.of("x"), timestamp, segment, null, null), word, Optional.empty());
    }
}
