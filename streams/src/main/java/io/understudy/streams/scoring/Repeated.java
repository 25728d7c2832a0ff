package io.understudy.streams.scoring;

import io.understudy.agent.word.Word;
import io.understudy.streams.scoring.ScoredSequence.Compared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sequence that came several times in a segment of the traffic; much of a batch is the same.
 *
 * @param one of them
 */
record Repeated(Compared one, int times) {
    private record Key(Word word, String segment) {}

    /** Those of a batch, in the order in which they came first. */
    static List<Repeated> of(List<Compared> compared) {
        Map<Key, List<Compared>> groups = new LinkedHashMap<>();
        for (Compared one : compared) {
            groups.computeIfAbsent(
                            new Key(
                                    new Word(one.scored().word()),
                                    one.sequence().segment()),
                            fresh -> new ArrayList<>(1))
                    .add(one);
        }
        return groups.values().stream()
                .map(group -> new Repeated(group.get(0), group.size()))
                .toList();
    }
}
