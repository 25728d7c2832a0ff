package io.understudy.streams.coordinator;

import io.understudy.agent.fidelity.Breakdown;
import io.understudy.agent.fidelity.Breakdown.Dimension;
import io.understudy.agent.fidelity.Contribution;
import io.understudy.streams.topic.DriftEvent.Drift;
import io.understudy.streams.topic.ServedFile;
import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Each surrogate's fidelity by segment, symbol, state and length, in blocks of sequences, so that the causes of a drop
 * can be reported: the latest blocks are compared with those before. Blocks are written when they are full; the one
 * that is open is lost by a crash, with what little it would say.
 */
final class BreakdownLog {
    /** Sequences in a block, at least. */
    private static final int BLOCK = 128;
    /** Blocks that are kept apart; older ones are summed. */
    private static final int RING = 16;

    private static final String EARLIER = "/earlier";

    private final KeyValueStore<String, Block> store;
    private final Map<String, Open> open = new HashMap<>();

    /**
     * The sequences of one version of the surrogates.
     *
     * @param number counts up
     * @param surrogates by name
     */
    record Block(long number, long version, long sequences, Map<String, Breakdown> surrogates) {}

    /** What has not been written. */
    private static final class Open {
        private final List<Map<String, Breakdown>> parts = new ArrayList<>();
        private final long version;
        private long number;
        private long sequences;

        Open(long version, long number) {
            this.version = version;
            this.number = number;
        }

        Block block() {
            return new Block(number, version, sequences, sum(parts));
        }
    }

    BreakdownLog(KeyValueStore<String, Block> store) {
        this.store = store;
    }

    /**
     * Processes a micro-batch.
     *
     * @param names what each segment is called
     */
    void observe(Summary summary, UnaryOperator<String> names) {
        if (summary.breakdowns().isEmpty()) {
            return;
        }
        Open now = open.get(summary.file().key());
        if (now == null || now.version < summary.version()) {
            now = new Open(summary.version(), next(summary.file().key(), summary.version()));
            open.put(summary.file().key(), now);
        }
        if (summary.version() < now.version) {
            return;
        }
        Map<String, Breakdown> part = new TreeMap<>();
        summary.breakdowns().forEach((surrogate, of) -> part.put(surrogate, of.renamed(Dimension.SEGMENT, names)));
        now.parts.add(part);
        now.sequences += summary.entries().size();
        if (now.sequences >= BLOCK) {
            write(summary.file().key(), now);
        }
    }

    private void write(String file, Open full) {
        String slot = slot(file, full.number);
        Block oldest = store.get(slot);
        if (oldest != null && oldest.version() == full.version) {
            Block earlier = store.get(file + EARLIER);
            boolean same = earlier != null && earlier.version() == full.version;
            store.put(
                    file + EARLIER,
                    same
                            ? new Block(
                                    oldest.number(),
                                    full.version,
                                    earlier.sequences() + oldest.sequences(),
                                    sum(List.of(earlier.surrogates(), oldest.surrogates())))
                            : oldest);
        }
        store.put(slot, full.block());
        full.parts.clear();
        full.sequences = 0;
        full.number++;
    }

    private static String slot(String file, long number) {
        return file + "/" + number % RING;
    }

    /** The number after the last block of a version. */
    private long next(String file, long version) {
        return blocks(file, version).stream().mapToLong(Block::number).max().orElse(-1) + 1;
    }

    /** The latest first. */
    private List<Block> blocks(String file, long version) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < RING; i++) {
            Block block = store.get(slot(file, i));
            if (block != null && block.version() == version) {
                blocks.add(block);
            }
        }
        blocks.sort((one, other) -> Long.compare(other.number(), one.number()));
        return blocks;
    }

    /** What contributes to a drop: of the sequences that it was seen on, held against those before. */
    List<Contribution> contributions(ServedFile file, Drift drift) {
        List<Block> blocks = blocks(file.key(), drift.version());
        Open now = open.get(file.key());
        if (now != null && now.version == drift.version() && now.sequences > 0) {
            blocks.add(0, now.block());
        }
        List<Map<String, Breakdown>> after = new ArrayList<>();
        List<Map<String, Breakdown>> before = new ArrayList<>();
        long seen = 0;
        for (Block block : blocks) {
            Breakdown breakdown = block.surrogates().get(drift.surrogate());
            boolean positions = drift.detector().equals(DriftDetection.FLOOR);
            long size = positions && breakdown != null ? breakdown.total().positions() : block.sequences();
            // Blocks differ in size: one that reaches back beyond the drop for the most part is from before it.
            boolean since = after.isEmpty() || seen + size / 2 < drift.count();
            (since ? after : before).add(block.surrogates());
            seen += size;
        }
        Block earlier = store.get(file.key() + EARLIER);
        if (earlier != null && earlier.version() == drift.version()) {
            before.add(earlier.surrogates());
        }
        Breakdown latest = sum(after).get(drift.surrogate());
        return latest == null
                ? List.of()
                : Contribution.of(
                        sum(before).getOrDefault(drift.surrogate(), Breakdown.empty()), latest, drift.measure());
    }

    private static Map<String, Breakdown> sum(List<Map<String, Breakdown>> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        Set<String> surrogates = new TreeSet<>();
        parts.forEach(part -> surrogates.addAll(part.keySet()));
        Map<String, Breakdown> sums = new TreeMap<>();
        for (String surrogate : surrogates) {
            sums.put(
                    surrogate,
                    Breakdown.sum(parts.stream()
                            .filter(part -> part.containsKey(surrogate))
                            .map(part -> part.get(surrogate))
                            .toList()));
        }
        return sums;
    }
}
