package io.understudy.agent.fidelity;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One surrogate's fidelity by segment, symbol, state and length.
 *
 * @param sequences how many were added
 * @param total over all positions
 * @param slices by dimension and value; a position counts once in each dimension, but for the symbols of a classifier's
 *     sequence, of which each distinct one counts
 */
public record Breakdown(long sequences, FidelitySlice total, Map<Dimension, Map<String, FidelitySlice>> slices) {
    /** What stands for the values of a dimension that are too many to keep. */
    public static final String OTHER = "other";

    private static final String BEGIN = "(begin)";
    private static final int MOST_VALUES = 256;
    /** Six. */
    private static final double DIGITS = 1e6;

    /** Lower ends of the classes of length. */
    private static final int[] LENGTHS = {0, 5, 10, 20, 50, 100, 200};

    /** What fidelity is broken down by, in the order in which it is of use. */
    public enum Dimension {
        /** Where the sequence comes from: a tenant, a client, a region. */
        SEGMENT("segment"),
        /** The symbol just read; for a classifier, a symbol of the sequence. */
        SYMBOL("symbol"),
        /** The state of the finite automaton. */
        STATE("state"),
        /** The length of the whole sequence. */
        LENGTH("length");

        private final String key;

        Dimension(String key) {
            this.key = key;
        }

        /** As in JSON. */
        @JsonValue
        public String key() {
            return key;
        }
    }

    /** Nothing yet. */
    public static Breakdown empty() {
        return new Breakdown(0, FidelitySlice.NONE, Map.of());
    }

    /** The sum of some. */
    public static Breakdown sum(List<Breakdown> all) {
        Map<Dimension, Map<String, FidelitySlice>> sum = new EnumMap<>(Dimension.class);
        long sequences = 0;
        FidelitySlice total = FidelitySlice.NONE;
        for (Breakdown one : all) {
            sequences += one.sequences;
            total = total.plus(one.total);
            one.slices.forEach((dimension, values) -> {
                Map<String, FidelitySlice> known = sum.computeIfAbsent(dimension, fresh -> new TreeMap<>());
                values.forEach((value, slice) -> known.merge(value, slice, FidelitySlice::plus));
            });
        }
        sum.replaceAll((dimension, values) -> limited(values));
        return new Breakdown(sequences, total, sum);
    }

    /** With other names for the values of a dimension; those that come to have one name are summed. */
    public Breakdown renamed(Dimension dimension, UnaryOperator<String> names) {
        if (!slices.containsKey(dimension)) {
            return this;
        }
        Map<String, FidelitySlice> renamed = new TreeMap<>();
        slices.get(dimension).forEach((value, slice) -> renamed.merge(names.apply(value), slice, FidelitySlice::plus));
        Map<Dimension, Map<String, FidelitySlice>> all = new EnumMap<>(slices);
        all.put(dimension, renamed);
        return new Breakdown(sequences, total, all);
    }

    private static Map<String, FidelitySlice> limited(Map<String, FidelitySlice> values) {
        if (values.size() <= MOST_VALUES) {
            return values;
        }
        Map<String, FidelitySlice> kept = values.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(OTHER))
                .sorted(Comparator.comparingLong(entry -> -entry.getValue().positions()))
                .limit(MOST_VALUES - 1)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        Map.Entry::getValue,
                        FidelitySlice::plus,
                        () -> new TreeMap<String, FidelitySlice>()));
        values.forEach((value, slice) -> {
            if (!kept.containsKey(value) || value.equals(OTHER)) {
                kept.merge(OTHER, slice, FidelitySlice::plus);
            }
        });
        return kept;
    }

    /** Adds up sequence by sequence. */
    public static final class Builder {
        private final Map<Dimension, Map<Object, Sum>> sums = new EnumMap<>(Dimension.class);
        private long sequences;
        private FidelitySlice total = FidelitySlice.NONE;

        private static final class Sum {
            private long positions;
            private long decided;
            private double variation;
        }

        /**
         * Adds one sequence.
         *
         * @param symbols names of the sequence's symbols
         * @param states of the finite automaton after each prefix, [symbols + 1]; null without one
         * @param segment null without one
         */
        public void add(Comparison comparison, List<String> symbols, int[] states, String segment) {
            add(comparison, symbols, states, segment, 1);
        }

        /** Adds one sequence that came several times. */
        public void add(Comparison comparison, List<String> symbols, int[] states, String segment, int times) {
            int positions = comparison.positions();
            boolean whole = positions != symbols.size() + 1;
            if (states != null) {
                Map<Object, Sum> byState = sums(Dimension.STATE);
                for (int t = 0; t < positions; t++) {
                    add(sum(byState, states[whole ? symbols.size() : t]), comparison, t, times);
                }
            }
            Map<Object, Sum> bySymbol = sums(Dimension.SYMBOL);
            if (whole) {
                symbols.stream().distinct().forEach(symbol -> add(sum(bySymbol, symbol), comparison, 0, times));
            } else {
                for (int t = 0; t < positions; t++) {
                    add(sum(bySymbol, t == 0 ? BEGIN : symbols.get(t - 1)), comparison, t, times);
                }
            }
            FidelitySlice all = new FidelitySlice(
                    (long) positions * times, (long) comparison.decided() * times, comparison.variation() * times);
            add(sum(sums(Dimension.LENGTH), length(symbols.size())), all);
            if (segment != null) {
                add(sum(sums(Dimension.SEGMENT), segment), all);
            }
            total = total.plus(all);
            sequences += times;
        }

        private Map<Object, Sum> sums(Dimension dimension) {
            return sums.computeIfAbsent(dimension, fresh -> new HashMap<>());
        }

        private static Sum sum(Map<Object, Sum> sums, Object value) {
            return sums.computeIfAbsent(value, fresh -> new Sum());
        }

        private static void add(Sum sum, Comparison comparison, int position, int times) {
            sum.positions += times;
            sum.decided += comparison.decisions()[position] ? times : 0;
            sum.variation += (double) comparison.variations()[position] * times;
        }

        private static void add(Sum sum, FidelitySlice more) {
            sum.positions += more.positions();
            sum.decided += more.decided();
            sum.variation += more.variation();
        }

        /** What was added. */
        public Breakdown build() {
            Map<Dimension, Map<String, FidelitySlice>> slices = new EnumMap<>(Dimension.class);
            sums.forEach((dimension, values) -> {
                Map<String, FidelitySlice> made = new TreeMap<>();
                values.forEach((value, sum) -> made.put(
                        value.toString(), new FidelitySlice(sum.positions, sum.decided, rounded(sum.variation))));
                slices.put(dimension, limited(made));
            });
            return new Breakdown(sequences, total, slices);
        }

        /** A breakdown is hundreds of numbers: digits that no answer of a model has take time to write and to read. */
        private static double rounded(double variation) {
            return Math.round(variation * DIGITS) / DIGITS;
        }
    }

    private static String length(int length) {
        int at = LENGTHS.length - 1;
        while (LENGTHS[at] > length) {
            at--;
        }
        return at == LENGTHS.length - 1 ? LENGTHS[at] + "+" : LENGTHS[at] + "-" + (LENGTHS[at + 1] - 1);
    }
}
