package io.understudy.streams.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoTest {
    @Test
    @Timeout(600)
    void trafficThatDoesNotChangeRaisesNoDrift() {
        ByteArrayOutputStream answered = new ByteArrayOutputStream();
        try (ShippedModel shipped = new ShippedModel()) {
            List<List<String>> all = SequenceFile.lines(shipped.normal());
            Demo.Script script = new Demo.Script(
                    shipped.folder(),
                    all.subList(0, all.size() / 2),
                    all.subList(all.size() / 2, all.size()),
                    400,
                    Duration.ofMinutes(8));
            PrintStream out = new PrintStream(answered, true, StandardCharsets.UTF_8);
            DemoSummary summary = new Demo(script, out, false, Clock.systemUTC()).play();
            assertThat(summary.verdicts()).isEqualTo(summary.sequencesIn());
            assertThat(summary.driftEvents()).isEmpty();
            assertThat(summary.extractions()).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(answered.toString(StandardCharsets.UTF_8))
                .contains("no drift")
                .doesNotContain("DRIFT");
    }

    @Test
    @Timeout(600)
    void driftIsFoundAndAPromotedChallengerRegainsHalfOfTheFall() {
        ByteArrayOutputStream answered = new ByteArrayOutputStream();
        try (ShippedModel shipped = new ShippedModel()) {
            Demo.Script script = new Demo.Script(
                    shipped.folder(),
                    SequenceFile.lines(shipped.normal()),
                    SequenceFile.lines(shipped.shifted()),
                    300,
                    Duration.ofMinutes(8));
            PrintStream out = new PrintStream(answered, true, StandardCharsets.UTF_8);
            DemoSummary summary = new Demo(script, out, false, Clock.systemUTC()).play();
            assertThat(summary.verdicts() + summary.deadLetters()).isEqualTo(summary.sequencesIn());
            assertThat(summary.agreementBefore()).isGreaterThan(0.9);
            double fall = summary.agreementBefore() - summary.agreementAtDrift();
            assertThat(fall).isGreaterThan(0.2);
            assertThat(summary.agreementAfter()).isGreaterThan(summary.agreementAtDrift() + fall / 2);
            assertThat(summary.driftEvents()).isNotEmpty().allMatch(drift -> drift.phase()
                    .equals("changed"));
            assertThat(summary.extractions()).anySatisfy(extraction -> {
                assertThat(extraction.trigger()).isNotEqualTo("initial");
                assertThat(extraction.promoted()).isTrue();
                assertThat(extraction.agreementChallenger()).isGreaterThan(extraction.agreementIncumbent());
            });
        }
        assertThat(answered.toString(StandardCharsets.UTF_8)).contains("DRIFT").contains("PROMOTED v2");
    }
}
