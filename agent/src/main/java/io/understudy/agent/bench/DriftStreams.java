package io.understudy.agent.bench;

import io.understudy.agent.bench.detector.AdwinDetector;
import io.understudy.agent.bench.detector.Ddm;
import io.understudy.agent.bench.detector.Detector;
import io.understudy.agent.bench.detector.Eddm;
import io.understudy.agent.bench.detector.Kswin;
import io.understudy.agent.bench.detector.PageHinkley;
import io.understudy.agent.bench.detector.WindowLimit;
import io.understudy.agent.fidelity.Comparison;
import io.understudy.agent.fidelity.Measure;
import io.understudy.agent.model.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Streams of per-sequence measures, drawn with replacement from those of real sequences, put to several detectors. Each
 * detector runs twice, on the loss of decision agreement and on total variation, and gives an alarm if either does. The
 * default is what the stream does: ADWIN with a least drop, and windows that are compared with what was seen on held-
 * out sequences.
 *
 * @param streams how many of each kind
 * @param length sequences in a stationary one
 * @param delta of ADWIN, in the default
 * @param leastDrop of the default
 */
public record DriftStreams(int streams, int length, double delta, double leastDrop) {
    private static final double[] SHARES = {0.05, 0.1, 0.25, 1};
    private static final double MILLION = 1e6;
    /** Stationary sequences before a change. */
    private static final int BEFORE = 5_000;
    /** A change that is not found within so many sequences is missed. */
    private static final int PATIENCE = 20_000;
    /** For the detectors that count errors: total variation above this quantile of the normal traffic's is one. */
    private static final double USUAL = 0.9;

    /** Sequences that a surrogate's reference is a mean of, as in the demo. */
    private static final int HELD_OUT = 225;
    /** Positions in a window, and how far it may be from the reference: the defaults of the stream. */
    private static final int WINDOW = 500;

    private static final double MARGIN = 0.1;

    /** ADWIN's δ in the literature's implementations. */
    private static final double PUBLISHED = 0.002;

    /** The default detector's name in a table. */
    public static final String DEFAULT = "default";

    /**
     * Measures of sequences to draw from.
     *
     * @param decision loss of decision agreement of each sequence
     * @param variation total variation of each sequence
     * @param positions of all of them
     */
    public record Pool(double[] decision, double[] variation, long positions) {
        static Pool of(List<Comparison> comparisons) {
            return new Pool(
                    comparisons.stream()
                            .mapToDouble(one -> Measure.DECISION_AGREEMENT.loss(Measure.DECISION_AGREEMENT.of(one)))
                            .toArray(),
                    comparisons.stream()
                            .mapToDouble(Measure.TOTAL_VARIATION::of)
                            .toArray(),
                    comparisons.stream().mapToLong(Comparison::positions).sum());
        }

        /** A mean over sequences that are kept back, as before a promotion. */
        private static double heldOut(double[] measures, Random random) {
            return random.ints(HELD_OUT, 0, measures.length)
                    .mapToDouble(i -> measures[i])
                    .average()
                    .orElseThrow();
        }

        private Both limits(long seed) {
            Random random = new Random(seed);
            int window = (int) Math.ceil((double) WINDOW * decision.length / positions);
            return both(
                    new WindowLimit(heldOut(decision, random) + MARGIN, window),
                    new WindowLimit(heldOut(variation, random) + MARGIN, window));
        }

        double usual() {
            double[] sorted = variation.clone();
            Arrays.sort(sorted);
            return sorted[(int) (USUAL * (sorted.length - 1))];
        }
    }

    /**
     * A detector on a surrogate's measures.
     *
     * @param alarmsPerMillion false alarms per million stationary sequences
     * @param alarms how many there were
     */
    public record Row(String surrogate, String detector, double alarmsPerMillion, long alarms, List<Change> changes) {}

    /**
     * What became of the streams in which some of the traffic changed.
     *
     * @param share of the traffic that changed
     * @param missed streams in which it was not found within 20,000 sequences
     * @param medianDelay sequences from the change to the alarm, over the streams in which it was found; null if in
     *     none
     * @param longestDelay the longest of these
     */
    public record Change(double share, int missed, Integer medianDelay, Integer longestDelay) {}

    /** A detector for both measures. */
    private interface Both {
        boolean add(double decision, double variation);
    }

    private static Both both(Detector decision, Detector variation) {
        return (one, other) -> decision.add(one) | variation.add(other);
    }

    private Map<String, LongFunction<Both>> contestants(Pool normal) {
        double usual = normal.usual();
        Map<String, LongFunction<Both>> all = new LinkedHashMap<>();
        all.put(DEFAULT, seed -> {
            Both changes = both(new AdwinDetector(delta, leastDrop), new AdwinDetector(delta, leastDrop));
            Both limits = normal.limits(seed);
            return (one, other) -> changes.add(one, other) | limits.add(one, other);
        });
        all.put("adwin", seed -> both(new AdwinDetector(PUBLISHED, 0), new AdwinDetector(PUBLISHED, 0)));
        all.put("page-hinkley", seed -> both(new PageHinkley(), new PageHinkley()));
        all.put("kswin", seed -> both(new Kswin(seed), new Kswin(seed + 1)));
        all.put("ddm", seed -> errors(new Ddm(), new Ddm(), usual));
        all.put("eddm", seed -> errors(new Eddm(), new Eddm(), usual));
        return all;
    }

    /** For detectors of errors: a wrong decision anywhere in the sequence, or an unusual total variation. */
    private static Both errors(Detector decision, Detector variation, double usual) {
        return (one, other) -> decision.add(one > 0 ? 1 : 0) | variation.add(other > usual ? 1 : 0);
    }

    /** Puts the same streams to all detectors. */
    List<Row> measure(String surrogate, Pool normal, Pool shifted, long seed, Progress progress) {
        List<Row> rows = new ArrayList<>();
        contestants(normal).forEach((name, detector) -> {
            String stage = "streams of '%s' to %s".formatted(surrogate, name);
            int kinds = 1 + SHARES.length;
            AtomicInteger done = new AtomicInteger();
            long alarms = IntStream.range(0, streams)
                    .parallel()
                    .mapToLong(stream -> {
                        long found = stationary(normal, detector.apply(seed + stream), new Random(seed + stream));
                        progress.report(stage, done.incrementAndGet(), (long) kinds * streams);
                        return found;
                    })
                    .sum();
            List<Change> changes = new ArrayList<>();
            for (double share : SHARES) {
                int[] delays = IntStream.range(0, streams)
                        .parallel()
                        .map(stream -> {
                            Random random = new Random(seed + 31L * stream);
                            int delay = delay(normal, shifted, share, detector.apply(seed + stream), random);
                            progress.report(stage, done.incrementAndGet(), (long) kinds * streams);
                            return delay;
                        })
                        .toArray();
                changes.add(change(share, delays));
            }
            rows.add(new Row(surrogate, name, MILLION * alarms / ((double) streams * length), alarms, changes));
        });
        return rows;
    }

    private long stationary(Pool normal, Both detector, Random random) {
        long alarms = 0;
        for (int i = 0; i < length; i++) {
            int one = random.nextInt(normal.decision.length);
            alarms += detector.add(normal.decision[one], normal.variation[one]) ? 1 : 0;
        }
        return alarms;
    }

    /** Sequences from the change to the first alarm after it. */
    private static int delay(Pool normal, Pool shifted, double share, Both detector, Random random) {
        for (int i = -BEFORE; i < PATIENCE; i++) {
            Pool pool = i >= 0 && random.nextDouble() < share ? shifted : normal;
            int one = random.nextInt(pool.decision.length);
            if (detector.add(pool.decision[one], pool.variation[one]) && i >= 0) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static Change change(double share, int[] delays) {
        int[] found = IntStream.of(delays)
                .filter(delay -> delay < Integer.MAX_VALUE)
                .sorted()
                .toArray();
        return new Change(
                share,
                delays.length - found.length,
                found.length == 0 ? null : found[found.length / 2],
                found.length == 0 ? null : found[found.length - 1]);
    }
}
