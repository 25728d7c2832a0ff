package io.understudy.streams.recent;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.attractor.Occupancy;
import io.understudy.agent.fidelity.Measure;
import io.understudy.streams.recent.RecentHistory.Section;
import io.understudy.streams.topic.Disagreement;
import io.understudy.streams.topic.DriftEvent;
import io.understudy.streams.topic.FidelityCounts;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecentHistoryTest {
    private static final long LENGTH = 10_000;

    private final RecentHistory recent = new RecentHistory("m");

    private static Window window(String model, long begin, long version, long sequences) {
        return new Window(
                model,
                "f",
                begin,
                begin + LENGTH,
                version,
                sequences,
                Map.of("fsa", new FidelityCounts(10 * sequences, 9 * sequences, 9 * sequences, 1, 1, 1)),
                new Occupancy(new long[] {sequences, 0}),
                Map.of("fsa", new long[] {sequences, 2 * sequences}),
                List.of(),
                Map.of(),
                null);
    }

    @Test
    void aWindowThatHasGrownReplacesWhatWasKnownOfIt() {
        recent.add(window("m", 0, 1, 5));
        recent.add(window("m", 0, 1, 8));
        recent.add(window("m", 0, 2, 3));
        recent.add(window("other", 0, 1, 100));
        assertThat(recent.windows(0)).extracting(Window::sequences).containsExactly(8L, 3L);
        assertThat(recent.windows(LENGTH)).isEmpty();
    }

    @Test
    void theLatestWindowsOfAVersionAreSummedUpUntilTheyHoldEnough() {
        for (int i = 0; i < 10; i++) {
            recent.add(window("m", i * LENGTH, i < 2 ? 1 : 2, 200));
        }
        Window latest = recent.latest(2);
        assertThat(latest.sequences()).isEqualTo(600);
        assertThat(latest.surrogates().get("fsa").of(Measure.DECISION_AGREEMENT))
                .isEqualTo(0.9);
        assertThat(latest.states().get("fsa")).containsExactly(600, 1_200);
        assertThat(latest.attractors().steps()).containsExactly(600, 0);
        assertThat(recent.latest(1).sequences()).isEqualTo(400);
        assertThat(recent.windows(0))
                .as("of those before, the totals are kept alone")
                .filteredOn(window -> window.attractors() == null)
                .hasSize(5)
                .allSatisfy(window -> assertThat(window.surrogates()).containsKey("fsa"));
        assertThat(recent.latest(3).sequences()).isZero();
    }

    @Test
    void whatChangesCountsUpByItself() {
        recent.add(new DriftEvent.ExtractionWanted("m", "f", 1));
        recent.add(new DriftEvent.ExtractionWanted("m", "f", 2));
        assertThat(recent.events()).extracting(DriftEvent::at).containsExactly(2L, 1L);
        assertThat(recent.revisions())
                .containsEntry(Section.EVENTS, 2L)
                .containsEntry(Section.FIDELITY, 0L)
                .containsEntry(Section.DEAD_LETTERS, 0L);
    }

    @Test
    void theLatestDeadLettersAndDisagreementsAreKept() {
        for (int i = 0; i < 200; i++) {
            recent.add(new DeadLetter(i, "t", "0", "" + i, "no", 1, "x"));
            Disagreement one = new Disagreement(
                    "s" + i, i, "fsa", 1, List.of("a"), 0, 1, 0, 1, List.of(), List.of(), 0, null, "why");
            Window answered = Window.empty(new ServedFile("m", "f"), i, 1);
            recent.add(new Window(
                    "m",
                    "f",
                    i,
                    i,
                    1,
                    1,
                    answered.surrogates(),
                    null,
                    answered.states(),
                    List.of(one),
                    Map.of(),
                    null));
        }
        assertThat(recent.deadLetters())
                .hasSizeLessThan(100)
                .first()
                .extracting(DeadLetter::at)
                .isEqualTo(199L);
        assertThat(recent.deadLettersRead()).isEqualTo(200);
        assertThat(recent.disagreements())
                .hasSizeLessThan(50)
                .first()
                .extracting(Disagreement::id)
                .isEqualTo("s199");
    }
}
