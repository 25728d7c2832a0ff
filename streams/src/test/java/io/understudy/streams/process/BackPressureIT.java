package io.understudy.streams.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.agent.file.SequenceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Traffic waits in Kafka, not in memory. */
class BackPressureIT {
    private static final int HEAP_MEGABYTES = 256;
    private static final int LONG = 1_500;
    private static final int SEQUENCES = 18_000;

    @TempDir
    Path folder;

    @Test
    @Timeout(900)
    void moreThanTheHeapHoldsIsScoredWithoutFillingIt() {
        try (Scenario backlog = new Scenario("more traffic than the heap holds", 1, folder, Map.of())) {
            backlog.prepare();
            List<String> symbols = SequenceFile.lines(backlog.model().normal()).stream()
                    .flatMap(List::stream)
                    .toList();
            long bytes = symbols.subList(0, LONG).stream()
                    .mapToLong(symbol -> symbol.length() + 3L)
                    .sum();
            assertThat(bytes * SEQUENCES).isGreaterThan((long) HEAP_MEGABYTES << 20);
            backlog.send(SEQUENCES, List.of(symbols.subList(0, LONG), symbols.subList(1, LONG + 1)));
            JavaProcess instance = backlog.start(List.of("-Xmx" + HEAP_MEGABYTES + "m"));
            backlog.breaks(() -> {});
            backlog.awaitAllScored();
            backlog.awaitRecovery();
            assertThat(instance.log()).doesNotContain("OutOfMemoryError");
            backlog.verify(0);
        }
    }
}
