package io.understudy.agent.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.understudy.agent.attractor.Attractor;
import io.understudy.agent.attractor.AttractorMap;
import io.understudy.agent.attractor.ErrorTrace;
import io.understudy.agent.dynamics.Excitability.Directions;
import io.understudy.agent.fidelity.Ranking;
import io.understudy.agent.model.InvalidInputException;
import io.understudy.agent.model.Progress;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A planted fault: one pulse that sets the second bit leaves the first as it is, two of them soon after each other clear it. */
class ErrorTracerTest {
    private static final double LEAK = 1.8;

    private final Latch latch = new Latch(2, 0.02, LEAK);
    private final List<int[]> words = latch.sequences(300, 30, 0.2, 7).stream()
            .map(word -> {
                word[0] = 1 + word[5] % 2;
                word[1] = 4;
                return word;
            })
            .toList();

    private String truth(int[] word) {
        String[] bits = {"-", "-"};
        for (int symbol : word) {
            if (symbol > 0) {
                bits[(symbol - 1) / 2] = symbol % 2 == 1 ? "+" : "-";
            }
        }
        return bits[0] + bits[1];
    }

    @Test
    void aWrongVerdictIsTracedToThePulseThatFailed() {
        AttractorMap map = new AttractorExtractor("latch", latch.classes(), latch, Directions.ANY, 1, Progress.none())
                .extract(words);
        Map<String, String> says =
                map.attractors().stream().collect(Collectors.toMap(Attractor::id, Attractor::says, (a, b) -> a));
        List<String> labels = words.stream().map(this::truth).toList();
        List<ErrorTrace> errors = new ErrorTracer(latch, map, latch.classes(), Progress.none()).of(words, labels);
        long wrong = IntStream.range(0, words.size())
                .filter(w -> !latch.classes()
                        .get(Ranking.first(latch.query(List.of(words.get(w))).get(0)[0]))
                        .equals(labels.get(w)))
                .count();
        assertThat(errors).hasSize((int) wrong).hasSizeGreaterThan(10).allSatisfy(error -> {
            int[] word = words.get(error.sequence());
            assertThat(error.symbol()).isEqualTo("+1");
            assertThat(word[error.position()]).isEqualTo(3);
            assertThat(says.get(error.from())).startsWith("+");
            assertThat(says.get(error.to())).isEqualTo("-+");
            assertThat(says.get(error.usual())).isEqualTo("++");
        });
    }

    @Test
    void labelsThatDoNotFitAreRefused() {
        AttractorMap map = new AttractorExtractor("latch", latch.classes(), latch, Directions.ANY, 1, Progress.none())
                .extract(words);
        ErrorTracer tracer = new ErrorTracer(latch, map, latch.classes(), Progress.none());
        assertThatThrownBy(() -> tracer.of(words, List.of("++")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 labels for 300 sequences");
        assertThatThrownBy(() -> tracer.of(words.subList(0, 1), List.of("on")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'on' is none of the classes");
    }
}
