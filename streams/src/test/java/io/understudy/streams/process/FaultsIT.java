package io.understudy.streams.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever dies: every accepted sequence has exactly one verdict, the windows' counts equal a recount from the verdicts,
 * and the surrogates that were in force still are.
 */
@Timeout(900)
class FaultsIT {
    private static final int SEQUENCES = 60_000;
    /** Little traffic, all of which is kept to distil from; nothing is promoted meanwhile but by the test's doing. */
    private static final Map<String, String> DISTILLING = Map.of(
            "extraction.sequences", "1000",
            "extraction.sample", "10000",
            "extraction.surrogates", "auto",
            "extraction.budget", "PT10S");

    @TempDir
    Path folder;

    @Test
    void twoInstancesShareThePartitionsAndSurviveTheDeathOfEither() {
        try (Scenario faults =
                new Scenario("SIGKILL of either of two instances, a poison surrogate", 1, folder, Map.of())) {
            String file = faults.prepare();
            JavaProcess first = faults.start();
            JavaProcess second = faults.start();
            Deployment all = faults.all();
            faults.send(SEQUENCES / 2);
            all.await("the first is in the middle", () -> all.committed() > SEQUENCES / 8);
            faults.breaks(first::kill);
            faults.poison(file);
            faults.send(SEQUENCES / 2);
            faults.awaitRecovery();
            faults.start();
            all.await("the rest is shared", () -> all.committed() > SEQUENCES * 3L / 4);
            second.kill();
            faults.awaitAllScored();
            assertThat(all.published()).as("the poison has been overwritten").isGreaterThanOrEqualTo(3);
            faults.verify(0);
        }
    }

    @Test
    void eachOfThreeBrokersIsKilledAndComesBack() {
        try (Scenario faults = new Scenario("SIGKILL of each of three brokers", 3, folder, Map.of())) {
            faults.prepare();
            faults.start();
            Deployment all = faults.all();
            // One of them leads the quorum, and one coordinates the transactions.
            for (int broker = 0; broker < 3; broker++) {
                JavaProcess node = all.brokers().node(broker);
                faults.send(SEQUENCES / 6);
                faults.breaks(node::kill);
                faults.send(SEQUENCES / 6);
                faults.awaitRecovery();
                all.brokers().restart(broker);
                all.await("all brokers are back", () -> all.committed() == faults.sent() && all.inSync());
            }
            faults.verify(0);
        }
    }

    @Test
    void aDistillationWhoseProcessIsKilledIsDoneByTheNext() {
        try (Scenario faults = new Scenario("SIGKILL in the middle of a distillation", 1, folder, DISTILLING)) {
            JavaProcess first = faults.start();
            faults.send(2_000);
            faults.all().await("it distils", () -> first.log().contains("distilling orders"));
            faults.breaks(first::kill);
            goesOnWith(faults);
        }
    }

    @Test
    void aPromotionWhoseProcessIsKilledIsThereOnceOrIsDoneAgain() {
        try (Scenario faults = new Scenario("SIGKILL in the middle of a promotion", 1, folder, DISTILLING)) {
            JavaProcess first = faults.start();
            faults.send(2_000);
            // Its transaction is not committed when its record is there.
            faults.all().await("the promotion's record", () -> faults.all().written() > 0);
            faults.breaks(first::kill);
            goesOnWith(faults);
        }
    }

    private static void goesOnWith(Scenario faults) {
        JavaProcess second = faults.start();
        Deployment all = faults.all();
        all.await("promoted", () -> all.published() == 1);
        all.await("in force", () -> second.log().contains("scoring with version 1"));
        faults.send(10_000);
        faults.awaitRecovery();
        faults.awaitAllScored();
        assertThat(all.published()).as("promoted once").isEqualTo(1);
        faults.verify(0);
    }
}
