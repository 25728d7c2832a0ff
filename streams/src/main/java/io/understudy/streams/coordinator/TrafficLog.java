package io.understudy.streams.coordinator;

import io.understudy.streams.topic.Summary;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;

/** Recent traffic: a ring of sequences for each model, whichever of its files they were scored with. */
final class TrafficLog {
    /** One sequence. */
    record Entry(List<String> symbols) {
        /** There are few symbols, and thousands of sequences of them: one instance of each is enough. */
        Entry {
            symbols = symbols.stream().map(String::intern).toList();
        }
    }

    /** Symbols in a request, at most: it has to fit into a record. */
    private static final int MOST_SYMBOLS = 1_000_000;

    private final KeyValueStore<String, Entry> ring;
    private final KeyValueStore<String, Long> counts;
    private final int length;

    TrafficLog(KeyValueStore<String, Entry> ring, KeyValueStore<String, Long> counts, int length) {
        this.ring = ring;
        this.counts = counts;
        this.length = length;
    }

    /** How many sequences of a model there have been. */
    long count(String model) {
        Long count = counts.get(model);
        return count == null ? 0 : count;
    }

    /** The first of them that is still there. */
    long first(String model) {
        return Math.max(0, count(model) - length);
    }

    void add(Summary summary) {
        long number = count(summary.model());
        for (List<String> symbols : summary.sample()) {
            ring.put(slot(summary.model(), number), new Entry(symbols));
            number++;
        }
        counts.put(summary.model(), number);
    }

    /** The latest sequences, as many as a request holds; in the order in which they came. */
    List<List<String>> latest(String model, int most) {
        List<List<String>> sequences = new ArrayList<>();
        long symbols = 0;
        long end = count(model);
        for (long number = end - 1; number >= end - most; number--) {
            Entry sequence = ring.get(slot(model, number));
            symbols += sequence == null ? 0 : sequence.symbols().size();
            if (sequence == null || symbols > MOST_SYMBOLS) {
                break;
            }
            sequences.add(0, sequence.symbols());
        }
        return sequences;
    }

    private String slot(String model, long number) {
        return model + "/" + number % length;
    }
}
