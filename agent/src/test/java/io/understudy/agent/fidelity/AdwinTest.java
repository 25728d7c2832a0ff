package io.understudy.agent.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class AdwinTest {
    @Property(tries = 20)
    void aFallIsFoundSoonAndItsSizeIsSeen(
            @ForAll @DoubleRange(min = 0.6, max = 0.95) double before, @ForAll long seed) {
        Random random = new Random(seed);
        Adwin adwin = new Adwin(0.002, Adwin.State.empty());
        for (int i = 0; i < 2_000; i++) {
            adwin.add(random.nextDouble() < before ? 1 : 0);
        }
        double after = before - 0.3;
        int taken = 0;
        boolean found = false;
        while (!found && taken < 1_000) {
            taken++;
            found = adwin.add(random.nextDouble() < after ? 1 : 0)
                    .filter(change -> change.after() < change.before())
                    .isPresent();
        }
        assertThat(found).isTrue();
        assertThat(taken).isLessThan(400);
    }

    @Property(tries = 20)
    void whatIsLeftIsWhatCameSinceTheChange(@ForAll long seed) {
        Random random = new Random(seed);
        Adwin adwin = new Adwin(0.05, Adwin.State.empty());
        for (int i = 0; i < 5_000; i++) {
            adwin.add(random.nextDouble() < 0.02 ? 1 : 0);
        }
        int since = 0;
        boolean found = false;
        while (!found && since < 1_000) {
            since++;
            found = adwin.add(random.nextDouble() < 0.3 ? 1 : 0)
                    .filter(change -> change.isRise(0.05))
                    .isPresent();
        }
        assertThat(found).isTrue();
        // A bucket of old numbers may remain before the change; of 5,000 that is next to nothing.
        assertThat(adwin.state().window()).isBetween(10L, since + 600L);
        assertThat(adwin.state().mean()).isGreaterThan(0.04);
    }

    @Example
    void steadyNumbersGiveFewAlarms() {
        int alarms = 0;
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Adwin adwin = new Adwin(0.002, Adwin.State.empty());
            for (int i = 0; i < 5_000; i++) {
                alarms += adwin.add(0.9 + 0.1 * random.nextDouble()).isPresent() ? 1 : 0;
            }
        }
        assertThat(alarms).isLessThanOrEqualTo(2);
    }

    @Example
    void itGoesOnFromItsState() {
        Random random = new Random(4);
        Adwin whole = new Adwin(0.002, Adwin.State.empty());
        Adwin interrupted = new Adwin(0.002, Adwin.State.empty());
        for (int i = 0; i < 3_000; i++) {
            double value = random.nextDouble() * (i < 2_000 ? 1 : 0.5);
            assertThat(interrupted.add(value)).isEqualTo(whole.add(value));
            interrupted = new Adwin(0.002, interrupted.state());
        }
        assertThat(whole.state().buckets()).hasSizeLessThan(80);
    }
}
