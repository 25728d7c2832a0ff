package io.understudy.streams.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class SamplingTest {
    private static final int RECORDS = 10_000;

    private static RawRecord record(int partition, long offset) {
        return new RawRecord(null, null, List.of(), 0, "sequences", partition, offset);
    }

    @Property(tries = 50)
    void theShareOfEachPartitionIsTheRatio(
            @ForAll @DoubleRange(min = 0.01, max = 1) double ratio,
            @ForAll @IntRange(max = 200) int partition,
            @ForAll @IntRange(max = 1_000_000_000) int from) {
        Sampling sampling = new Sampling(ratio);
        long taken = IntStream.range(0, RECORDS)
                .filter(i -> sampling.takes(record(partition, from + (long) i)))
                .count();
        double deviation = Math.sqrt(ratio * (1 - ratio) / RECORDS);
        assertThat((double) taken / RECORDS).isBetween(ratio - 5 * deviation, ratio + 5 * deviation);
    }

    @Property(tries = 50)
    void whatIsTakenAtALowerRatioIsTakenAtAHigherOne(@ForAll @IntRange(max = 1_000_000) int offset) {
        assertThat(!new Sampling(0.2).takes(record(1, offset)) || new Sampling(0.5).takes(record(1, offset)))
                .isTrue();
        assertThat(new Sampling(1).takes(record(1, offset))).isTrue();
    }
}
