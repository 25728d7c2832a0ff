package io.understudy.streams.topic;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.understudy.streams.topic.Summary.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The entries of a summary in JSON: counts that many sequences have, since they are the same, are written once. */
final class EntriesJson {
    private EntriesJson() {}

    /**
     * Entries in columns.
     *
     * @param counts each once
     * @param sequences for each entry its timestamp and the place of its counts
     * @param segments of each entry; null where none are distinguished
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Columns(List<Map<String, Counts>> counts, long[] sequences, List<String> segments) {
        private List<Entry> entries() {
            List<Map<String, FidelityCounts>> known = new ArrayList<>();
            for (Map<String, Counts> each : counts) {
                Map<String, FidelityCounts> full = new TreeMap<>();
                each.forEach((name, one) -> full.put(name, one.full()));
                known.add(full);
            }
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < sequences.length; i += 2) {
                String segment = segments == null ? null : segments.get(i / 2);
                entries.add(new Entry(sequences[i], segment, known.get((int) sequences[i + 1])));
            }
            return entries;
        }
    }

    /**
     * Counts of one sequence, without names and with as many digits as the model's own answers have; those of many are
     * sums, and keep theirs.
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Counts(long positions, long agreed, long decided, float regret, float variation, float kl) {
        private static Counts of(FidelityCounts full) {
            return new Counts(
                    full.positions(),
                    full.agreed(),
                    full.decided(),
                    (float) full.regret(),
                    (float) full.variation(),
                    (float) full.kl());
        }

        private FidelityCounts full() {
            return new FidelityCounts(positions, agreed, decided, regret, variation, kl);
        }
    }

    /** For writing. */
    static final class ToColumns extends StdConverter<List<Entry>, Columns> {
        @Override
        public Columns convert(List<Entry> entries) {
            Map<Map<String, FidelityCounts>, Integer> places = new IdentityHashMap<>();
            List<Map<String, Counts>> counts = new ArrayList<>();
            long[] sequences = new long[2 * entries.size()];
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                sequences[2 * i] = entry.timestamp();
                sequences[2 * i + 1] = places.computeIfAbsent(entry.surrogates(), fresh -> {
                    Map<String, Counts> each = new TreeMap<>();
                    fresh.forEach((name, full) -> each.put(name, Counts.of(full)));
                    counts.add(each);
                    return counts.size() - 1;
                });
            }
            boolean segmented = entries.stream().anyMatch(entry -> entry.segment() != null);
            return new Columns(
                    counts,
                    sequences,
                    segmented ? entries.stream().map(Entry::segment).toList() : null);
        }
    }

    /** Reads columns, and what an older release wrote: an object for each entry. */
    static final class Reader extends JsonDeserializer<List<Entry>> {
        @Override
        public List<Entry> deserialize(JsonParser from, DeserializationContext context) throws IOException {
            if (from.isExpectedStartArrayToken()) {
                return context.readValue(
                        from, context.getTypeFactory().constructCollectionType(List.class, Entry.class));
            }
            try {
                return context.readValue(from, Columns.class).entries();
            } catch (IndexOutOfBoundsException | NullPointerException e) {
                return context.reportInputMismatch(this, "the columns of entries do not fit together");
            }
        }
    }

    /** For what an older release wrote. */
    static final class ToFull extends StdConverter<Counts, FidelityCounts> {
        @Override
        public FidelityCounts convert(Counts counts) {
            return counts.full();
        }
    }
}
